"""The exceptions of an event, oldest cause first."""

import re

import msgspec

from seismo.digest.normalize.mechanism import read_mechanism
from seismo.digest.normalize.remarks import Path, Remarks, dotted
from seismo.digest.normalize.shape import keep_places, read_text, read_values
from seismo.digest.normalize.stacktrace import read_stacktrace
from seismo.model.event import Databag, EventError, Exceptions, ExceptionValue, Json

MAX_TYPE = 256
MAX_VALUE = 8192
MAX_MODULE = 256

_TYPE_IN_VALUE = re.compile(r"(\w+): *(.*)")


def read_exceptions(raw: Json, apple: bool, remarks: Remarks) -> Exceptions | None:
    """From an object with `values`, a bare list or one exception. None when none is usable."""
    at: Path = ("exception",)
    given = read_values(raw, remarks, at)
    at = (*at, "values")
    read = [
        _read_exception(entry, apple, remarks, (*at, place)) for place, entry in enumerate(given)
    ]
    places = [place for place, value in enumerate(read) if _says_something(value)]
    if len(places) < len(read):
        for place in sorted(set(range(len(read))) - set(places)):
            reason = "an exception needs a type or a value"
            remarks.add(EventError("missing_attribute", dotted((*at, place)), reason=reason))
        keep_places(places, remarks, at)
    values = [read[place] for place in places]
    return Exceptions(values) if values else None


def _says_something(value: ExceptionValue) -> bool:
    return value.stacktrace is not None or value.type is not None or value.value is not None


def _read_exception(raw: Databag, apple: bool, remarks: Remarks, at: Path) -> ExceptionValue:
    mechanism = read_mechanism(raw.get("mechanism"), apple, remarks, (*at, "mechanism"))
    type_ = read_text(raw, "type", MAX_TYPE, remarks, at)
    value = _value_text(raw.get("value"))
    if type_ is None and value and not (mechanism and mechanism.synthetic):
        type_, value = _split(value)
    return ExceptionValue(
        type=type_,
        value=remarks.shorten(value, MAX_VALUE, (*at, "value")) if value else value,
        module=read_text(raw, "module", MAX_MODULE, remarks, at),
        thread_id=read_thread_id(raw.get("thread_id"), remarks, (*at, "thread_id")),
        mechanism=mechanism,
        stacktrace=read_stacktrace(raw.get("stacktrace"), remarks, (*at, "stacktrace")),
        raw_stacktrace=read_stacktrace(raw.get("raw_stacktrace"), remarks, (*at, "raw_stacktrace")),
    )


def _value_text(raw: Json) -> str | None:
    if raw is None or isinstance(raw, str):
        return raw
    return msgspec.json.encode(raw).decode()


def _split(value: str) -> tuple[str | None, str]:
    """Type and value of `Foo: bar`, which some clients send as the value alone."""
    match = _TYPE_IN_VALUE.fullmatch(value)
    if not match or len(match[1]) > MAX_TYPE:
        return None, value
    return match[1], match[2]


def read_thread_id(raw: Json, remarks: Remarks, at: Path) -> str | int | None:
    if raw is None or type(raw) is int:
        return raw
    if type(raw) is str:
        return remarks.shorten(raw, MAX_TYPE, at)
    remarks.invalid(at, raw, "expected a number or text")
    return None
