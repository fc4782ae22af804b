"""`manage.py seismo dev [COMMAND]`: a server of one's own, and the application that sends to it."""

import argparse
import json
import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from seismo_django.commands.lines import FAIL, Line, tell
from seismo_django.commands.word import Word
from seismo_django.conf import current
from seismo_django.local_server import EMAIL, LocalServer, NotStarted
from seismo_django.own_folder import make, own_folder

PORT = 9000
_STOPPED = 130
"""The exit code of what Ctrl-C ended."""


class Access(NamedTuple):
    """What one needs to send to the server and to look at it."""

    url: str
    dsn: str
    email: str
    password: str
    """Empty when it was chosen elsewhere."""

    def variables(self) -> dict[str, str]:
        """By these a process of the application sends there."""
        return {"SENTRY_DSN": self.dsn, "SEISMO_SEND_IN_DEBUG": "1"}


def run(options: dict[str, Any], out: TextIO) -> int:
    if not current().debug:
        cure = "In production a server is one for all processes; SENTRY_DSN names it."
        return tell(
            [Line(FAIL, "Server", "DEBUG is off, and this is for development.", cure)], options, out
        )
    command = options["command"] or ["runserver"]
    server = LocalServer(own_folder() / "server", options["port"])
    try:
        with _reachable(server) as access:
            out.write(_told(access, server, command, options))
            out.flush()
            return 0 if _ran(command, access.variables()) in (0, _STOPPED) else 1
    except NotStarted as failure:
        return tell([Line(FAIL, "Server", str(failure))], options, out)


@contextmanager
def _reachable(server: LocalServer) -> Iterator[Access]:
    """The server of this project: that of another terminal, else one that ends with the block."""
    noted = server.data.with_name("server.json")
    known = _read(noted)
    if server.is_up():
        if known is None or known.url != server.url:
            raise NotStarted(
                f"Something else answers at {server.url}. Choose another port with --port."
            )
        yield known
        return
    make(server.data.parent)
    access = known if known and known.url == server.url else _opened(server, known)
    _write(noted, access)
    with server:
        yield access


def _opened(server: LocalServer, known: Access | None) -> Access:
    """A project of the application's name and somebody who may sign in; made the first time."""
    if known is None:
        project, password = server.make_project(current().settings.project), server.make_user()
    else:
        project, password = server.projects()[0], known.password
    return Access(server.url, project.dsn, EMAIL, password)


def _read(noted: Path) -> Access | None:
    try:
        return Access(**json.loads(noted.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _write(noted: Path, access: Access) -> None:
    with open(os.open(noted, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        json.dump(access._asdict(), file)


def _told(
    access: Access, server: LocalServer, command: Sequence[str], options: Mapping[str, Any]
) -> str:
    if options["json"]:
        return json.dumps(access._asdict()) + "\n"
    variables = " ".join(f"{name}={value}" for name, value in access.variables().items())
    return (
        f"Seismo runs at {access.url}\n"
        f"  Sign in as {access.email} with the password {access.password}\n"
        f"  DSN: {access.dsn}\n"
        f"  Data: {server.data}\n"
        f"  In another terminal: export {variables}\n"
        f"Starting manage.py {' '.join(command)}\n"
    )


def _ran(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """The exit code of this command of the application, in a process that sends to the server."""
    before = signal.signal(signal.SIGTERM, _end)
    child = subprocess.Popen([*_manage(), *command], env=os.environ | variables)  # noqa: S603 - our own program
    try:
        return child.wait()
    except KeyboardInterrupt:
        child.wait()  # it heard Ctrl-C, too
        return _STOPPED
    finally:
        child.terminate()
        child.wait()
        signal.signal(signal.SIGTERM, before)


def _end(*_: object) -> None:
    """Let what was started be ended before this process is."""
    raise SystemExit(0)


def _manage() -> list[str]:
    """How this command was called."""
    program = sys.argv[0]
    return [sys.executable, *(("-m", "django") if program.endswith("__main__.py") else (program,))]


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=PORT, help=f"of the server; {PORT} unless given"
    )
    parser.add_argument(
        "command", nargs=argparse.REMAINDER, help="what to run with it; runserver unless given"
    )


WORD = Word(
    "dev", "Starts a Seismo server for development, and runserver sending to it.", arguments, run
)
