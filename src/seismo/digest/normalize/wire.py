"""The usual error event in one pass: frames come out as the model's own, their variables as JSON text.

An event is mostly frames, and a frame is mostly variables that nothing in the digest looks into.
Those are kept as the SDK wrote them (`msgspec.Raw`) when that text can be scanned for secrets and
stored as it is. What is not usual takes the general way, with the same result.
"""

import contextlib
from collections.abc import Iterator
from typing import Any, NotRequired, TypedDict

import msgspec
import re2
from msgspec.structs import astuple, replace

from seismo.digest.normalize import payload
from seismo.digest.normalize.databag import BREADCRUMB, MAX_DEPTH, VARS, Limits
from seismo.digest.normalize.event import KNOWN
from seismo.model.event import Databag, Frame, RawPayload


class _Frame(Frame, frozen=True):
    vars: msgspec.Raw = None  # type: ignore[assignment]  # msgspec takes Raw only by itself


def _has_bag(frame: Frame) -> bool:
    return frame.vars is not None


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


class _Exceptions(TypedDict):
    values: list[_Exception]


class _Breadcrumb(TypedDict, total=False):
    timestamp: Any
    type: Any
    category: Any
    level: Any
    message: Any
    data: msgspec.Raw
    event_id: Any


class _Breadcrumbs(TypedDict):
    values: list[_Breadcrumb]


_TYPED: dict[str, Any] = {
    "exception": _Exceptions | None,
    "breadcrumbs": _Breadcrumbs | None,
}
_FIELDS = [(name, _TYPED.get(name, Any), None) for name in sorted(KNOWN)]
_Payload = msgspec.defstruct("_Payload", _FIELDS, forbid_unknown_fields=True)
_NAMES = _Payload.__struct_fields__

_decode_payload = msgspec.json.Decoder(_Payload).decode
_decode_bag = msgspec.json.Decoder(Databag | None).decode

_NONE: _Breadcrumbs = {"values": []}
_OBJECTS = {b"{"}
_NUL = re2.compile(rb"\\u0000")  # RE2 is many times as fast here as `in`


def _nested(depth: int) -> str:
    """An object or list with at most `depth` levels, as part of a regular expression."""
    deeper = rf"|{_nested(depth - 1)}" if depth > 1 else ""
    return rf"[{{\[](?:{_TEXT}|true|false|null|[,: \t\r]|{_NUMBER}[, \t\r]{deeper})*(?:{_NUMBER})?[}}\]]"


_TEXT = r'"(?:[^"\\]|\\["\\bfnrt])*"'
"""In the one spelling that is looked for when secrets are scanned for."""
_NUMBER = r"-?[0-9.]{1,20}"
"""Surely small enough for a float."""
_OPTIONS = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_OPTIONS.never_capture = True
_OPTIONS.log_errors = False
_PLAIN_BAGS = re2.compile(f"(?:{_nested(MAX_DEPTH)},)+".encode(), _OPTIONS)
"""Each with a comma behind it. Of what msgspec has seen to be JSON, the part that is plain."""


def decode(data: bytes) -> RawPayload:
    """What `payload.decode` makes of it, but that frames of exceptions may be `Frame` already.

    Raises InvalidJson and InvalidEvent like it.
    """
    usual = None
    with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        usual = _usual(data)
    return usual or payload.decode(data)


def _usual(data: bytes) -> RawPayload | None:
    if b"\n" in data or _NUL.search(data) is not None:
        return None
    if not data.isascii():
        data.decode()
    decoded = _decode_payload(data)
    values = zip(_NAMES, astuple(decoded), strict=True)
    usual = payload.SizedPayload({name: value for name, value in values if value is not None})
    usual.size = len(data)
    stacktraces = [*_stacktraces(usual.get("exception"))]
    breadcrumbs = usual.get("breadcrumbs", _NONE)["values"]
    if not _are_plain(stacktraces, breadcrumbs):
        _open_bags(stacktraces, breadcrumbs)
    return RawPayload(usual)


def _stacktraces(exceptions: _Exceptions | None) -> Iterator[_Stacktrace]:
    for exception in exceptions["values"] if exceptions else ():
        for stacktrace in (exception.get("stacktrace"), exception.get("raw_stacktrace")):
            if stacktrace is not None:
                yield stacktrace


def _are_plain(stacktraces: list[_Stacktrace], breadcrumbs: list[_Breadcrumb]) -> bool:
    """Whether every bag can stay as it is: one look at all of them, for most events are like that."""
    frames = [frame for stacktrace in stacktraces for frame in stacktrace["frames"]]
    variables = [bytes(frame.vars) for frame in frames if _has_bag(frame)]
    crumbs = [bytes(each["data"]) for each in breadcrumbs if "data" in each]
    bags = variables + crumbs
    return not bags or (
        max(map(len, variables), default=0) <= VARS.text
        and max(map(len, crumbs), default=0) <= BREADCRUMB.text
        and {bag[:1] for bag in bags} == _OBJECTS
        and _PLAIN_BAGS.fullmatch(b",".join([*bags, b""])) is not None
    )


def _open_bags(stacktraces: list[_Stacktrace], breadcrumbs: list[_Breadcrumb]) -> None:
    """Decode those that cannot stay as they are."""
    for stacktrace in stacktraces:
        stacktrace["frames"] = [_with_open_bag(frame) for frame in stacktrace["frames"]]
    for breadcrumb in breadcrumbs:
        if "data" in breadcrumb:
            breadcrumb["data"] = _opened(breadcrumb["data"], BREADCRUMB)


def _with_open_bag(frame: _Frame) -> _Frame:
    if not _has_bag(frame):
        return frame
    variables = _opened(frame.vars, VARS)
    return frame if variables is frame.vars else replace(frame, vars=variables)


def _opened(raw: msgspec.Raw, limits: Limits) -> Any:
    """The decoded bag, or the text of one that can stay as it is."""
    bag = bytes(raw)
    is_small_object = len(bag) <= limits.text and bag.startswith(b"{")
    return raw if is_small_object and _PLAIN_BAGS.fullmatch(bag + b",") else _decode_bag(bag)
