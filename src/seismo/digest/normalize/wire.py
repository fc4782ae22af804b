"""The usual event in one pass: frames and breadcrumbs come out as the model's own, their bags as JSON text.

An event is mostly frames, and a frame is mostly variables and lines of source that nothing in the digest
looks into. Those are kept as the SDK wrote them (`msgspec.Raw`) when that text can be scanned for secrets and
stored as it is. What is not usual takes the general way, with the same result.
"""

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain
from typing import Annotated, Any, NotRequired, TypedDict

import msgspec
import re2
from msgspec.structs import astuple, force_setattr, replace

from seismo.digest.normalize import payload
from seismo.digest.normalize.attributes import LEVELS, known_level, known_modules
from seismo.digest.normalize.breadcrumbs import MAX_MESSAGE, MAX_TEXT
from seismo.digest.normalize.databag import BREADCRUMB, MAX_DEPTH, VARS, Limits
from seismo.digest.normalize.event import KNOWN
from seismo.digest.normalize.sdk import known_sdk
from seismo.digest.normalize.timestamps import END_OF_TIME, to_unix
from seismo.digest.recent import Recent
from seismo.digest.spelled import Spelled
from seismo.digest.stages import Stages, alone
from seismo.model.event import Breadcrumb, Databag, Frame, Json, RawPayload, written


class _Frame(Frame, frozen=True):
    pre_context: msgspec.Raw = None  # type: ignore[assignment]  # msgspec takes Raw only by itself
    post_context: msgspec.Raw = None  # type: ignore[assignment]
    vars: msgspec.Raw = None  # type: ignore[assignment]


class _Stacktrace(TypedDict):
    frames: list[_Frame]
    registers: NotRequired[Any]
    lang: NotRequired[Any]
    snapshot: NotRequired[Any]
    instruction_addr_adjustment: NotRequired[Any]


class _Exception(TypedDict, total=False):
    type: Any
    value: Any
    module: Any
    thread_id: Any
    mechanism: Any
    stacktrace: _Stacktrace | None
    raw_stacktrace: _Stacktrace | None


class _Thread(TypedDict, total=False):
    id: Any
    name: Any
    crashed: Any
    current: Any
    main: Any
    state: Any
    held_locks: Any
    stacktrace: _Stacktrace | None
    raw_stacktrace: _Stacktrace | None


class _Exceptions(TypedDict):
    values: list[_Exception]


class _Threads(TypedDict):
    values: list[_Thread]


_Text = Annotated[str, msgspec.Meta(max_length=MAX_TEXT)]


class _Breadcrumb(Breadcrumb, frozen=True):
    timestamp: datetime | float | None = None  # type: ignore[assignment]  # a float once it is read
    type: _Text = written("default")
    category: _Text | None = None
    level: str = written("info")
    message: Annotated[str, msgspec.Meta(max_length=MAX_MESSAGE)] | None = None
    data: msgspec.Raw = None  # type: ignore[assignment]
    event_id: _Text | None = None


class _Breadcrumbs(TypedDict):
    values: list[_Breadcrumb]


_TYPED: dict[str, Any] = {
    "exception": _Exceptions | list[_Exception] | None,
    "threads": _Threads | list[_Thread] | None,
    "breadcrumbs": _Breadcrumbs | list[_Breadcrumb] | None,
    "modules": msgspec.Raw,
    "sdk": msgspec.Raw,
}
_FIELDS = [(name, _TYPED.get(name, Any), None) for name in sorted(KNOWN)]
_Payload = msgspec.defstruct("_Payload", _FIELDS, forbid_unknown_fields=True)
_NAMES = _Payload.__struct_fields__

_decode_payload = msgspec.json.Decoder(_Payload).decode
_decode = msgspec.json.Decoder().decode
_decode_bag = msgspec.json.Decoder(Databag | None).decode
_decode_lines = msgspec.json.Decoder(list[str | None] | None).decode

MAX_REMEMBERED = 32_768
"""Bytes of JSON."""
_NUL = re2.compile(rb"\\u0000")  # RE2 is many times as fast here as `in`


def _nested(depth: int, opening: str = r"[{\[]") -> str:
    """An object or list with at most `depth` levels, as part of a regular expression."""
    deeper = rf"|{_nested(depth - 1)}" if depth > 1 else ""
    return rf"{opening}(?:{_TEXT}|true|false|null|[,: \t\r]|{_NUMBER}[, \t\r]{deeper})*(?:{_NUMBER})?[}}\]]"


_TEXT = r'"(?:[^"\\]|\\["\\bfnrt])*"'
"""In the one spelling that is looked for when secrets are scanned for."""
_NUMBER = r"-?[0-9.]{1,20}"
"""Surely small enough for a float."""
_OPTIONS = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_OPTIONS.never_capture = True
_OPTIONS.log_errors = False
_PLAIN_BAGS = re2.compile(f"(?:{_nested(MAX_DEPTH, chr(92) + '{')},)+".encode(), _OPTIONS)
"""Each with a comma behind it. Of what msgspec has seen to be JSON, the part that is plain."""
_PLAIN_LINES = re2.compile(rf"(?:\[(?:{_TEXT}|null|[, \t\r])*\],)*".encode(), _OPTIONS)
"""Lists of texts, likewise."""

_plain = Recent(8192)
"""Bags, and code of stack traces, that are known to be plain."""


class _Unusual(Exception):
    """This payload takes the general way."""


def decode(data: bytes) -> RawPayload:
    """What `payload.decode` makes of it, but that parts of it may be typed or raw already.

    Frames of exceptions and threads may be `Frame`, breadcrumbs `Breadcrumb`, and `modules` and `sdk`
    what was made of the same text before. Raises InvalidJson and InvalidEvent like it.
    """
    return alone(decoding(data, Spelled()))


def decoding(data: bytes, spelled: Spelled) -> Stages[RawPayload]:
    """What `decode` makes of it."""
    usual = None
    with contextlib.suppress(
        msgspec.DecodeError, UnicodeDecodeError, RecursionError, OverflowError, _Unusual
    ):
        usual = yield from _usual(data, spelled)
    return usual or payload.decode(data)


def _usual(data: bytes, spelled: Spelled) -> Stages[RawPayload | None]:
    if b"\n" in data or _NUL.search(data) is not None:
        return None
    if not data.isascii():
        data.decode()
    decoded = _decode_payload(data)
    yield
    values = zip(_NAMES, astuple(decoded), strict=True)
    usual = payload.SizedPayload({name: value for name, value in values if value is not None})
    usual.size = len(data)
    for name, known in (("modules", known_modules), ("sdk", known_sdk)):
        if name in usual:
            usual[name] = _remembered(known, bytes(usual[name]))
    yield
    stacktraces = [*_stacktraces(usual)]
    for stacktrace in stacktraces:
        if not _has_plain_lines(stacktrace["frames"], spelled):
            stacktrace["frames"] = list(map(_with_open_lines, stacktrace["frames"]))
    yield
    breadcrumbs: list[_Breadcrumb] = _values(usual.get("breadcrumbs"))
    _settle(breadcrumbs)
    if not _are_plain([each["frames"] for each in stacktraces], breadcrumbs, spelled):
        for stacktrace in stacktraces:
            stacktrace["frames"] = list(map(_with_open_variables, stacktrace["frames"]))
        _open_data(breadcrumbs)
    return RawPayload(usual)


def _remembered(known: Callable[[bytes], Json], text: bytes) -> Json:
    return known(text) if len(text) <= MAX_REMEMBERED else _decode(text)


def _values(interface: Json) -> list[Any]:
    if interface is None:
        return []
    values: list[Any] = interface if type(interface) is list else interface["values"]
    return values


def _stacktraces(usual: payload.SizedPayload) -> Iterator[_Stacktrace]:
    for holder in (*_values(usual.get("exception")), *_values(usual.get("threads"))):
        for name in ("stacktrace", "raw_stacktrace"):
            stacktrace = holder.get(name)
            if stacktrace is not None:
                yield stacktrace


def _has_plain_lines(frames: list[_Frame], spelled: Spelled) -> bool:
    """Whether the source of every frame can stay as it is. An application's source is always the same."""
    if not any(frame.pre_context or frame.post_context for frame in frames):
        return True
    key = hash(spelled.code(frames))
    if key in _plain:
        return True
    given: list[msgspec.Raw | None] = []
    for frame in frames:
        given += frame.pre_context, frame.post_context
    texts = [bytes(lines) + b"," for lines in given if lines is not None]
    if _PLAIN_LINES.fullmatch(b"".join(texts)) is None:
        return False
    _plain.add(key)
    return True


def _with_open_lines(frame: _Frame) -> _Frame:
    """Another frame: how the code of this one is written is known already."""
    return replace(
        frame,
        pre_context=_open_lines(frame.pre_context),
        post_context=_open_lines(frame.post_context),
    )


def _open_lines(lines: msgspec.Raw | None) -> list[str | None] | None:
    return None if lines is None else _decode_lines(lines)


def _settle(breadcrumbs: list[_Breadcrumb]) -> None:
    """Give fresh breadcrumbs the times and levels that they mean. Raises _Unusual."""
    for crumb in breadcrumbs:
        moment = crumb.timestamp
        if moment is not None:
            seconds = to_unix(moment) if isinstance(moment, datetime) else moment
            if not 0 <= seconds < END_OF_TIME:
                raise _Unusual
            force_setattr(crumb, "timestamp", seconds)
        if crumb.level not in LEVELS:
            level = known_level(crumb.level)
            if level is None:
                raise _Unusual
            force_setattr(crumb, "level", level)


def _are_plain(
    stacks: list[list[_Frame]], breadcrumbs: list[_Breadcrumb], spelled: Spelled
) -> bool:
    """Whether every bag can stay as it is: one look at all of them, for most events are like that."""
    variables = list(chain.from_iterable(map(spelled.variables, stacks)))
    data: list[msgspec.Raw | None] = [crumb.data for crumb in breadcrumbs]
    crumbs = spelled.bags([bag for bag in data if bag is not None])
    if (
        max(map(len, variables), default=0) > VARS.text
        or max(map(len, crumbs), default=0) > BREADCRUMB.text
    ):
        return False
    bags = variables + crumbs
    new = _plain.missing(map(hash, bags))
    if not new:
        return True
    unknown = [bag for bag in bags if hash(bag) in new]
    if _PLAIN_BAGS.fullmatch(b",".join([*unknown, b""])) is None:
        return False
    for key in new:
        _plain.add(key)
    return True


def _with_open_variables(frame: _Frame) -> _Frame:
    """Decoded where they cannot stay as they are."""
    if type(frame.vars) is not msgspec.Raw:
        return frame
    return replace(frame, vars=_opened(frame.vars, VARS))


def _open_data(breadcrumbs: list[_Breadcrumb]) -> None:
    """Likewise."""
    for breadcrumb in breadcrumbs:
        if type(breadcrumb.data) is msgspec.Raw:
            force_setattr(breadcrumb, "data", _opened(breadcrumb.data, BREADCRUMB))


def _opened(raw: msgspec.Raw, limits: Limits) -> Any:
    """The decoded bag, or the text of one that can stay as it is."""
    bag = bytes(raw)
    is_plain = len(bag) <= limits.text and _PLAIN_BAGS.fullmatch(bag + b",")
    return raw if is_plain else _decode_bag(bag)
