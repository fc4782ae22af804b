"""Free-form JSON from an application, brought under the limits of its place.

Most bags are small. Those are judged by the size of their encoding, which C measures, and by a look
at their containers; only a bag that may break a limit is walked value by value.
"""

from typing import NamedTuple

import msgspec

from seismo.digest.normalize.remarks import Path, Remarks
from seismo.model.event import Databag, Json

MAX_DEPTH = 6
"""Levels of containers, the bag itself included; what lies deeper becomes JSON text."""

_CONTAINERS = frozenset({dict, list})
_encode = msgspec.json.Encoder().encode


class Limits(NamedTuple):
    text: int
    """Characters of one string."""
    total: int
    """Bytes of the whole bag, about; entries beyond are dropped."""


CONTEXT = Limits(text=8192, total=262_144)
EXTRA = Limits(text=16_384, total=262_144)
BREADCRUMB = Limits(text=2048, total=2048)
VARS = Limits(text=4096, total=16_384)
REQUEST = Limits(text=8192, total=8192)


def bounded(value: Json, limits: Limits, remarks: Remarks, at: Path) -> Json:
    """The value itself when it is within the limits, else a copy with remarks on what was cut."""
    try:
        encoded = _encode(value)
    except RecursionError:
        return _Trimmer(limits, remarks).trimmed(value, at, MAX_DEPTH)
    if len(encoded) <= limits.text and len(encoded) <= limits.total:
        brackets = encoded.count(b"{") + encoded.count(b"[")
        if brackets <= MAX_DEPTH or not deeper_than(value, MAX_DEPTH):
            return value
    return _Trimmer(limits, remarks).trimmed(value, at, MAX_DEPTH)


def read_databag(raw: Json, limits: Limits, remarks: Remarks, at: Path) -> Databag | None:
    """An object within the limits; None, with an error, for anything else."""
    if raw is None:
        return None
    if not isinstance(raw, dict):
        remarks.invalid(at, raw, "expected an object")
        return None
    bag: Databag = bounded(raw, limits, remarks, at)
    return bag


def deeper_than(value: Json, depth: int) -> bool:
    """Whether a value has more than `depth` levels of containers. Looks no further than that."""
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(depth):
        if not level:
            return False
        level = [
            child
            for container in level
            for child in (container.values() if type(container) is dict else container)
            if type(child) in _CONTAINERS
        ]
    return bool(level)


class _Trimmer:
    def __init__(self, limits: Limits, remarks: Remarks) -> None:
        self._limits = limits
        self._remarks = remarks
        self._left = limits.total

    def trimmed(self, value: Json, at: Path, depth: int) -> Json:
        if isinstance(value, str):
            return self._text(value, at)
        if not isinstance(value, dict | list):
            self._left -= 8
            return value
        if depth == 0:
            return self._text(_json_text(value), at)
        if isinstance(value, dict):
            return self._object(value, at, depth - 1)
        return self._list(value, at, depth - 1)

    def _object(self, value: Databag, at: Path, depth: int) -> Databag:
        kept: Databag = {}
        for key, child in value.items():
            if self._left <= 0:
                self._remarks.dropped(at, len(value))
                break
            self._left -= len(key) + 4
            kept[key] = self.trimmed(child, (*at, key), depth)
        return kept

    def _list(self, value: list[Json], at: Path, depth: int) -> list[Json]:
        kept: list[Json] = []
        for index, child in enumerate(value):
            if self._left <= 0:
                self._remarks.dropped(at, len(value))
                break
            self._left -= 1
            kept.append(self.trimmed(child, (*at, index), depth))
        return kept

    def _text(self, text: str, at: Path) -> str:
        shortest = 16
        limit = max(shortest, min(self._limits.text, self._left))
        self._left -= min(len(text), limit) + 2
        return self._remarks.shorten(text, limit, at)


def _json_text(value: Json) -> str:
    try:
        return _encode(value).decode()
    except RecursionError:
        return "nested too deeply to show"
