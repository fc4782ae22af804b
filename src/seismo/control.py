"""The socket through which a command asks the server that runs on a data folder.

One file of the data folder belongs to one process (the event store), so a command that needs it asks that
process. One line of JSON goes in, `{"operation": ..., "arguments": {...}}`; lines of JSON come back while
the work goes on, and a last one with `error` when it failed. Who may use the folder may use the socket:
both are closed to everybody else.
"""

import contextlib
import json
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import structlog

logger = structlog.get_logger("seismo.control")

Message: TypeAlias = dict[str, Any]
Operation: TypeAlias = Callable[..., Iterator[Message]]
"""Takes the arguments by name, yields what the command shall know."""

NAME = "control.sock"
PATIENCE = 600.0
"""Seconds that a command waits for the next line."""


class NotRunning(Exception):
    """No server answers on this data folder."""


class Failed(Exception):
    """The server could not do it; `str(error)` says why."""


class ControlServer:
    """Answers commands, each in a thread of its own, until closed."""

    def __init__(self, data: Path, operations: Mapping[str, Operation]) -> None:
        self._path = data / NAME
        self._operations = operations
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX)
        with _short(self._path) as address:
            self._socket.bind(address)
        self._path.chmod(0o600)
        self._socket.listen()
        self._thread = threading.Thread(target=self._accept, name="control", daemon=True)
        self._thread.start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()
        self._path.unlink(missing_ok=True)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection, connection.makefile("rwb") as stream:
            try:
                for message in self._messages(stream.readline()):
                    _send(stream, message)
            except OSError:
                raise
            except Exception as error:
                logger.exception("control.failed")
                _send(stream, {"error": f"{type(error).__name__}: {error}"})

    def _messages(self, line: bytes) -> Iterator[Message]:
        if not line:
            return
        asked = json.loads(line)
        operation = self._operations.get(asked["operation"])
        if operation is None:
            yield {"error": f"the running server does not know {asked['operation']!r}"}
            return
        yield from operation(**asked["arguments"])


def ask(data: Path, operation: str, **arguments: Any) -> Iterator[Message]:
    """What the running server answers, line by line. Raises NotRunning and Failed."""
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as connection:
        connection.settimeout(PATIENCE)
        try:
            with _short(data / NAME) as address:
                connection.connect(address)
        except OSError:
            raise NotRunning(f"no server answers on {data}") from None
        with connection.makefile("rwb") as stream:
            _send(stream, {"operation": operation, "arguments": arguments})
            for line in stream:
                message = json.loads(line)
                if "error" in message:
                    raise Failed(message["error"])
                yield message


def _send(stream: Any, message: Message) -> None:
    stream.write(json.dumps(message).encode() + b"\n")
    stream.flush()


@contextlib.contextmanager
def _short(path: Path) -> Iterator[str]:
    """The same place by a name that fits into a socket's address, which ends after 107 bytes."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
