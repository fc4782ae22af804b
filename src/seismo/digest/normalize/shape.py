"""Reading JSON into the model's types, keeping whatever has the right type."""

import types
import typing
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from seismo.digest.normalize.remarks import Path, Remarks
from seismo.model.event import Databag, Json

Shape = TypeVar("Shape", bound=msgspec.Struct)

_WORDS = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "an object",
}


def read_shape(raw: Databag, shape: type[Shape], remarks: Remarks, at: Path) -> Shape:
    """The struct with every field of `raw` that has its type; the others are reported and left out.

    A clean object takes one conversion in C. Only one that is not is looked at field by field.
    """
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError:
        return msgspec.convert(_usable(raw, shape, remarks, at), shape)


def _usable(raw: Databag, shape: type[Shape], remarks: Remarks, at: Path) -> Databag:
    usable: Databag = {}
    for name, wanted in _fields(shape):
        if (value := raw.get(name)) is None:
            continue
        try:
            usable[name] = msgspec.convert(value, wanted)
        except msgspec.ValidationError:
            remarks.invalid((*at, name), value, f"expected {_words(wanted)}")
    return usable


@lru_cache
def _fields(shape: type[msgspec.Struct]) -> list[tuple[str, Any]]:
    return list(typing.get_type_hints(shape, include_extras=True).items())


def _words(wanted: Any) -> str:
    is_union = typing.get_origin(wanted) in (types.UnionType, typing.Union)
    options = typing.get_args(wanted) if is_union else (wanted,)
    kinds = [getattr(option, "__origin__", option) for option in options]
    return " or ".join(_WORDS[kind] for kind in kinds if kind in _WORDS)


def read_text(bag: Databag, name: str, limit: int, remarks: Remarks, at: Path) -> str | None:
    """The text `name` of an object that stands at `at`, cut to `limit` characters.

    None, with an error, for anything else.
    """
    raw = bag.get(name)
    if type(raw) is str:
        return raw if len(raw) <= limit else remarks.shorten(raw, limit, (*at, name))
    if raw is not None:
        remarks.invalid((*at, name), raw, "expected text")
    return None


def read_flag(raw: Json, remarks: Remarks, at: Path) -> bool | None:
    if raw is None or isinstance(raw, bool):
        return raw
    remarks.invalid(at, raw, "expected true or false")
    return None


def scalar_text(raw: Json) -> str | None:
    """A scalar as text, the way Python writes it; whole numbers lose their fraction, null is None.

    Containers have no text: None.
    """
    if isinstance(raw, str):
        return raw
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 2**53:
        return str(int(raw))
    return str(raw) if isinstance(raw, bool | int | float) else None


def read_objects(raw: Json, remarks: Remarks, at: Path) -> list[Databag]:
    """The objects in a list. Nulls are left out silently, anything else with an error.

    Structs are what `wire.decode` has read already: of those a list has nothing else.
    """
    if raw is None:
        return []
    if not isinstance(raw, list):
        remarks.invalid(at, raw, "expected a list")
        return []
    if raw and isinstance(raw[0], msgspec.Struct):
        return raw
    places = [index for index, entry in enumerate(raw) if isinstance(entry, dict)]
    if len(places) == len(raw):
        return raw
    for index, entry in enumerate(raw):
        if entry is not None and not isinstance(entry, dict):
            remarks.invalid((*at, index), entry, "expected an object")
    keep_places(places, remarks, at)
    return [raw[index] for index in places]


def keep_places(places: list[int], remarks: Remarks, at: Path) -> None:
    """Let the marks of list entries follow them: the entry at `places[i]` now stands at `i`."""
    remarks.remap(at, {str(old): (new,) for new, old in enumerate(places)})


def read_values(raw: Json, remarks: Remarks, at: Path) -> list[Databag]:
    """The objects of an interface written as `{"values": [...]}`, as a bare list or as one object.

    Whichever it was, they stand at `(*at, "values")` from then on.
    """
    if isinstance(raw, dict) and "values" not in raw:
        raw = [raw] if raw else None
        remarks.remap(at, {key: ("values", 0, key) for key in remarks.marked(at)})
    elif isinstance(raw, list):
        remarks.remap(at, {key: ("values", key) for key in remarks.marked(at)})
    elif isinstance(raw, dict):
        raw = raw["values"]
    elif raw is not None:
        remarks.invalid(at, raw, "expected a list or an object with values")
        return []
    return read_objects(raw, remarks, (*at, "values"))
