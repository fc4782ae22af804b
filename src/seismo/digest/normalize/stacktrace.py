"""Stack traces and their frames: the bulk of an event, so the clean case runs in C."""

from typing import Any, TypeAlias
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from seismo.digest.normalize.databag import MAX_DEPTH, VARS, bounded, deeper_than, read_databag
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import keep_places, read_objects, read_shape
from seismo.model.event import Databag, Frame, Json, Stacktrace

MAX_FRAMES = 250
OLDEST_FRAMES = 50
MAX_DETAILED_FRAMES = 50
MODEST_SIZE = 131_072
"""Bytes of all frames together up to which they are kept whole; the next limits are for more."""
MAX_LINE = 2**32 - 1
MAX_TEXT = 2048
"""Characters of one text of a frame."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
_ADDRESSES = ("instruction_addr", "symbol_addr", "image_addr")
_LINES = ("pre_context", "post_context")
_TEXTS = (
    "function",
    "raw_function",
    "module",
    "filename",
    "abs_path",
    "context_line",
    "platform",
    "package",
    "symbol",
    "instruction_addr",
    "addr_mode",
    "symbol_addr",
    "image_addr",
    "function_id",
    "trust",
    "source_link",
)


Given: TypeAlias = Databag | Frame
"""A frame as an object of JSON, or typed already by `wire.decode`; in one stack trace all are alike."""


def read_stacktrace(raw: Json, remarks: Remarks, at: Path) -> Stacktrace | None:
    """None when it is no object or has no frames."""
    if raw is None:
        return None
    if not isinstance(raw, dict):
        remarks.invalid(at, raw, "expected an object with frames")
        return None
    place = (*at, "frames")
    frames = _read_frames(raw.get("frames"), remarks, place)
    if not frames:
        return None
    if len(raw) == 1:
        return Stacktrace(frames)
    stacktrace = read_shape({**raw, "frames": []}, Stacktrace, remarks, at)
    registers = read_databag(stacktrace.registers, VARS, remarks, (*at, "registers"))
    return replace(stacktrace, frames=frames, registers=registers)


def _read_frames(raw: Json, remarks: Remarks, at: Path) -> list[Frame]:
    given: list[Any] = raw if _are_typed(raw) else read_objects(raw, remarks, at)
    if len(given) > MAX_FRAMES:
        total = len(given)
        newest = total - (MAX_FRAMES - OLDEST_FRAMES)
        keep_places([*range(OLDEST_FRAMES), *range(newest, total)], remarks, at)
        remarks.dropped(at, total)
        given = given[:OLDEST_FRAMES] + given[newest:]
    if len(given) > MAX_DETAILED_FRAMES:
        detailed = _detailed(given)
        given = [frame if i in detailed else _slim(frame) for i, frame in enumerate(given)]
    frames = _converted(given, remarks, at)
    vague = [i for i, frame in enumerate(frames) if not _is_located(frame)]
    if vague:
        frames = list(frames)
        for i in vague:
            frames[i] = _in_a_file(_located(frames[i]), remarks, (*at, i))
    if _is_modest(frames, remarks.payload_size):
        return frames
    return [_bounded(frame, remarks, (*at, i)) for i, frame in enumerate(frames)]


def _are_typed(raw: Json) -> bool:
    return isinstance(raw, list) and bool(raw) and isinstance(raw[0], Frame)


def _converted(given: list[Any], remarks: Remarks, at: Path) -> list[Frame]:
    """The frames, all at once where all are clean; the same list where they are typed already."""
    if _are_typed(given):
        return given
    try:
        return msgspec.convert(given, list[Frame])
    except msgspec.ValidationError:
        return [
            read_shape({**frame, **_hex_addresses(frame)}, Frame, remarks, (*at, i))
            for i, frame in enumerate(given)
        ]


def _is_modest(frames: list[Frame], payload_size: int) -> bool:
    """Whether no limit needs to bite: then the frames are not looked at one by one."""
    try:
        size = payload_size if payload_size <= MODEST_SIZE else len(_encode(frames))
    except RecursionError:
        return False
    return size <= MODEST_SIZE and not deeper_than([f.vars for f in frames], MAX_DEPTH + 1)


def _detailed(frames: list[Given]) -> set[int]:
    """Which frames keep their variables and surrounding lines: in-app ones first, then the ends."""
    in_app = [frame.in_app if isinstance(frame, Frame) else frame.get("in_app") for frame in frames]
    app = [i for i, said in enumerate(in_app) if said is True]
    system = [i for i, said in enumerate(in_app) if said is not True]
    kept = _ends(app, MAX_DETAILED_FRAMES)
    return {*kept, *_ends(system, MAX_DETAILED_FRAMES - len(kept))}


def _ends(places: list[int], count: int) -> list[int]:
    if len(places) <= count:
        return places
    oldest = count // 2
    return places[:oldest] + places[len(places) - (count - oldest) :]


def _slim(frame: Given) -> Given:
    if isinstance(frame, Frame):
        return replace(frame, vars=None, pre_context=None, post_context=None)
    return {**frame, "vars": None, "pre_context": None, "post_context": None}


def _hex_addresses(raw: Databag) -> Databag:
    """Addresses that came as numbers, as text."""
    numbers = {key: raw.get(key) for key in _ADDRESSES}
    return {key: hex(value) for key, value in numbers.items() if type(value) is int}


def _is_located(frame: Frame) -> bool:
    """Whether there is nothing to be filled in, and no line that no file has."""
    return (
        frame.filename is not None
        and frame.abs_path is not None
        and frame.function != "?"
        and 0 <= (frame.lineno or 0) <= MAX_LINE
        and 0 <= (frame.colno or 0) <= MAX_LINE
    )


def _located(frame: Frame) -> Frame:
    """The frame with `filename` and `abs_path` filled from each other, and no `?` as a name."""
    filename, abs_path = frame.filename, frame.abs_path
    if abs_path is None:  # browsers send nothing but a file name, which is a URL
        filename, abs_path = None, filename
    if filename is None and abs_path:
        filename = _url_path(abs_path)
    return replace(
        frame,
        filename=filename,
        abs_path=abs_path,
        function=None if frame.function == "?" else frame.function,
    )


def _url_path(path: str) -> str:
    """`/y.js` of `http://x/y.js?z`; anything else as it is."""
    if "://" not in path[:16]:
        return path
    try:
        return urlsplit(path).path or path
    except ValueError:
        return path


def _in_a_file(frame: Frame, remarks: Remarks, at: Path) -> Frame:
    changes: dict[str, Any] = {}
    for name, value in (("lineno", frame.lineno), ("colno", frame.colno)):
        if value is not None and not 0 <= value <= MAX_LINE:
            remarks.invalid((*at, name), value, "expected the number of a line or column")
            changes[name] = None
    return replace(frame, **changes)


def _bounded(frame: Frame, remarks: Remarks, at: Path) -> Frame:
    changes: dict[str, Any] = {}
    for name in _TEXTS:
        text = getattr(frame, name)
        if text is not None and len(text) > MAX_TEXT:
            changes[name] = remarks.shorten(text, MAX_TEXT, (*at, name))
    for name in _LINES:
        lines = getattr(frame, name)
        if type(lines) is msgspec.Raw:
            lines = _decode(lines)
        if lines and max(len(line or "") for line in lines) > MAX_TEXT:
            changes[name] = [
                remarks.shorten(line or "", MAX_TEXT, (*at, name, i))
                for i, line in enumerate(lines)
            ]
    for name in ("vars", "data", "lock"):
        bag = getattr(frame, name)
        if bag is not None:
            changes[name] = bounded(bag, VARS, remarks, (*at, name))
    return replace(frame, **changes)
