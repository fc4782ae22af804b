"""An error to look at: of the server, of a file, or raised here and sent nowhere."""

import inspect
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sentry_sdk
from django.utils.module_loading import import_string

from seismo_django.commands.server import Server
from seismo_django.conf import current
from seismo_django.destination import Where
from seismo_django.sdk_options import options
from seismo_django.transport.local import LocalTransport


class SeenError(Exception):
    """There is none to look at, and why."""

    def __init__(self, sentence: str, cure: str = "") -> None:
        super().__init__(sentence)
        self.cure = cure


@dataclass(frozen=True, slots=True)
class Seen:
    event: dict[str, Any]
    exception: BaseException | None

    @property
    def tags(self) -> dict[str, str]:
        """A dict when it leaves an SDK, a list when it is stored or told by an API."""
        found = self.event.get("tags") or {}
        if isinstance(found, dict):
            return found
        pairs = [(one["key"], one["value"]) if isinstance(one, dict) else one for one in found]
        return {str(name): str(value) for name, value in pairs}

    @property
    def title(self) -> str:
        if self.exception is None:
            text = self.event.get("logentry") or {}
            return str(text.get("formatted") or text.get("message") or "no exception")
        name = type(self.exception).__name__
        return f"{name}: {self.exception}".rstrip(": ")


def of_function(path: str, texts: list[str]) -> Seen:
    """The event of what a function raises, as it is before the rules of grouping see it. Raises SeenError."""
    try:
        function = import_string(path)
    except ImportError as error:
        raise SeenError(
            f"It is no event id, no file and no function: {error}.",
            "Give the dotted path of a function, as shop.tasks.import_students.",
        ) from error
    _refuse_other_arguments(path, function, texts)
    seen: list[dict[str, Any]] = []
    told = options(current(), Where.PROCESS)
    keep = {"transport": LocalTransport(), "before_send": lambda event, _: seen.append(event)}
    with sentry_sdk.isolation_scope() as scope:
        scope.set_client(sentry_sdk.Client(**told | keep))
        try:
            function(*texts)
        except Exception as error:
            sentry_sdk.capture_exception(error)
            return Seen(seen[-1], error)
    raise SeenError(f"{path} raised nothing.", "Give it texts with which it fails.")


def _refuse_other_arguments(path: str, function: Callable[..., object], texts: list[str]) -> None:
    """Their TypeError would be explained as if it were the function's."""
    signature = inspect.signature(function)
    try:
        signature.bind(*texts)
    except TypeError as error:
        raise SeenError(f"{path}{signature} takes other arguments: {error}.") from error


def of_file(file: Path) -> Seen:
    """Raises SeenError."""
    try:
        event = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise SeenError(
            f"It cannot be read: {error}.", "Name a file with an event's JSON."
        ) from error
    if not isinstance(event, dict):
        raise SeenError("Its JSON is no event.", "Download one from its page on the server.")
    return _stored(event)


def of_id(event_id: str) -> Seen:
    """Raises SeenError."""
    server = Server.of_settings()
    answer = server.event(event_id)
    told = answer.json()
    if not answer.is_good or not isinstance(told, dict):
        why = answer.failure or f"it answered {answer.status}"
        raise SeenError(
            f"The server does not give the event to programs: {why}.",
            f"Download {server.address_of(event_id)}json/ and name the file.",
        )
    return _stored(_as_sent(told))


def _as_sent(told: dict[str, Any]) -> dict[str, Any]:
    """The API of Sentry tells the parts of an event as entries."""
    entries = told.get("entries")
    if not isinstance(entries, list):
        return told
    parts = {one.get("type"): one.get("data") for one in entries if isinstance(one, dict)}
    return told | {"exception": parts.get("exception"), "logentry": parts.get("message")}


def _stored(event: dict[str, Any]) -> Seen:
    values = (event.get("exception") or {}).get("values") or []
    return Seen(event, _stand_in(values[-1]) if values else None)


def _stand_in(told: dict[str, Any]) -> BaseException:
    """Of the same class, where this process has it loaded, and with the same text."""
    module, name = str(told.get("module") or "builtins"), str(told.get("type") or "Exception")
    known = getattr(sys.modules.get(module), name, None)
    base = known if isinstance(known, type) and issubclass(known, BaseException) else Exception
    text = str(told.get("value") or "")
    parts = {"__module__": module, "__qualname__": name, "__str__": lambda _: text}
    made: type[BaseException] = type(name, (base,), parts)
    return made.__new__(made)
