"""The message of an event and its parameters."""

import re

import msgspec

from seismo.digest.normalize.databag import CONTEXT, bounded
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import scalar_text
from seismo.model.event import Json, LogEntry

MAX_MESSAGE = 8192

_PERCENT = re.compile(
    r"%(?:\((?P<name>[^)]{1,100})\))?[-+ #0]*\d{0,4}(?:\.\d{0,4})?[hlL]?(?P<kind>[a-zA-Z%])"
)
_BRACES = re.compile(r"\{\{|\}\}|\{(?P<name>[\w.]{0,100})(?:![rsa])?(?::[^{}]{0,40})?\}")


def read_logentry(raw: Json, remarks: Remarks) -> LogEntry | None:
    """From text or from an object; the template is filled with the parameters.

    When there is only one text it stands in `formatted`.
    """
    at: Path = ("logentry",)
    if raw is None:
        return None
    if not isinstance(raw, dict):
        message, formatted, params = None, _text(raw, remarks, at), None
    else:
        message = _text(raw.get("message"), remarks, (*at, "message"))
        formatted = _text(raw.get("formatted"), remarks, (*at, "formatted"))
        params = raw.get("params")
    if message is None and formatted is None:
        if raw:
            remarks.invalid(at, None, "there is no message")
        return None
    if formatted is None and message is not None:
        formatted = remarks.shorten(_filled(message, params), MAX_MESSAGE, (*at, "formatted"))
    return LogEntry(
        message=None if message == formatted else message,
        formatted=formatted,
        params=bounded(params, CONTEXT, remarks, (*at, "params")),
    )


def _text(raw: Json, remarks: Remarks, at: Path) -> str | None:
    if raw is None:
        return None
    text = scalar_text(raw)
    if text is None:
        remarks.invalid(at, raw, "expected text")
        return None
    return remarks.shorten(text, MAX_MESSAGE, at) or None


def _filled(template: str, params: Json) -> str:
    """The template with its `%s`, `%(x)s`, `{}` or `{x}` filled; as it is when they do not fit."""
    if not isinstance(params, list | dict) or not params:
        return template
    for pattern in (_PERCENT, _BRACES):
        places = [match for match in pattern.finditer(template) if _is_place(match)]
        if not places:
            continue
        try:
            return pattern.sub(_Filling(params), template)
        except LookupError:
            return template
    return template


def _is_place(match: re.Match[str]) -> bool:
    return match[0] not in ("%%", "{{", "}}")


class _Filling:
    """Gives each place of a template its parameter; raises LookupError when there is none."""

    def __init__(self, params: list[Json] | dict[str, Json]) -> None:
        self._params = params
        self._next = 0
        self._left = 2 * MAX_MESSAGE

    def __call__(self, match: re.Match[str]) -> str:
        if not _is_place(match):
            return match[0][0]
        text = _param_text(self._param(match["name"]))[: self._left]
        self._left -= len(text)
        return text

    def _param(self, name: str | None) -> Json:
        if isinstance(self._params, dict) and name:
            return self._params[name]
        if isinstance(self._params, dict) or (name and not name.isascii()):
            raise LookupError
        if name and not name.isdigit():
            raise LookupError
        index = int(name) if name else self._next
        self._next += 1
        return self._params[index]


def _param_text(param: Json) -> str:
    text = scalar_text(param)
    return text if text is not None else msgspec.json.encode(param).decode()
