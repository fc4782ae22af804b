"""What the values of a filter say, by the kind of its key (semantics.md section 5.1). Pure."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches

from seismo.queries.search.syntax import Filter, Pattern, SearchError

MINUTE = 60.0
DAY = 86_400.0
EARLIER, LATER = 5 * MINUTE, 6 * MINUTE
"""How far around an exact time events are looked for."""
MOST_DIGITS = 30

_NUMBER = re.compile(r"([-+]?\d+(?:\.\d+)?(?:e[-+]?\d{1,2})?)\s*([a-z%]*)", re.IGNORECASE)
_RELATIVE = re.compile(r"([-+])(\d{1,6})([wdhm])")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_UNITS: Mapping[str, float] = {
    "": 1,
    "k": 1e3,
    "m": 1e6,
    "b": 1e9,
}
DURATIONS: Mapping[str, float] = {
    "ms": 1e-3,
    "s": 1,
    "min": MINUTE,
    "hr": 3_600,
    "h": 3_600,
    "day": DAY,
    "d": DAY,
    "wk": 7 * DAY,
    "w": 7 * DAY,
}
"""Seconds in each unit; a bare m is a million."""
SIZES: Mapping[str, float] = {
    "bit": 1 / 8,
    "nb": 0.5,
    "bytes": 1,
    **{f"{letter}b": 1000.0**power for power, letter in enumerate("kmgtpezy", 1)},
    **{f"{letter}ib": 1024.0**power for power, letter in enumerate("kmgtpezy", 1)},
}
"""Bytes in each unit."""
RELATIVE_UNITS: Mapping[str, float] = {"w": 7 * DAY, "d": DAY, "h": 3_600, "m": MINUTE}


@dataclass(frozen=True, slots=True)
class Numbers:
    operator: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """From `start` on, before `end`; both in unix seconds, or in seconds from now."""

    start: float | None
    end: float | None
    is_relative: bool = False
    is_outside: bool = False
    """Whether everything but this time is meant."""

    def at(self, now: float) -> tuple[float | None, float | None]:
        base = now if self.is_relative else 0.0
        return (
            None if self.start is None else base + self.start,
            None if self.end is None else base + self.end,
        )


@dataclass(frozen=True, slots=True)
class Versions:
    operator: str
    patterns: tuple[Pattern, ...]


def read_number(filter_: Filter) -> Numbers:
    """A number with k, m or b; a duration in seconds; a size in bytes. Raises SearchError."""
    return Numbers(filter_.operator or "=", tuple(_number(v, filter_) for v in filter_.values))


def _number(value: Pattern, filter_: Filter) -> float:
    found = _NUMBER.fullmatch(value.text.strip()) if value.is_plain else None
    unit = found[2].lower() if found else ""
    scale = _UNITS.get(unit) or DURATIONS.get(unit) or SIZES.get(unit)
    if found is None or scale is None or len(found[1]) > MOST_DIGITS:
        raise SearchError(
            f"Invalid number: {_short(value)}",
            filter_.value_position,
            f"{filter_.key} takes a number, such as {filter_.key}:>100 or {filter_.key}:1.5k.",
        )
    number = float(found[1]) * scale
    return number if math.isfinite(number) else math.copysign(1e300, number)


def read_time(filter_: Filter) -> Times:
    """A day, a moment, or how long ago. Raises SearchError."""
    value = filter_.values[0]
    text = value.text.strip()
    relative = _RELATIVE.fullmatch(text)
    if filter_.is_list or not value.is_plain:
        raise _bad_time(filter_)
    if relative and not filter_.operator:
        ago = -float(relative[2]) * RELATIVE_UNITS[relative[3]]
        return Times(ago, None, True) if relative[1] == "-" else Times(None, ago, True)
    if relative:
        ago = -float(relative[2]) * RELATIVE_UNITS[relative[3]]
        return _compared(filter_.operator, ago, ago, is_relative=True)
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = moment.timestamp()
    except (ValueError, OverflowError):
        raise _bad_time(filter_) from None
    if _DATE.fullmatch(text):
        return _compared(filter_.operator, seconds, seconds + DAY)
    if filter_.operator in {"", "=", "!="}:
        return _compared(filter_.operator, seconds - EARLIER, seconds + LATER)
    return _compared(filter_.operator, seconds, seconds + 1e-6)


def _compared(operator: str, start: float, end: float, *, is_relative: bool = False) -> Times:
    """Compared with what lies between start and end."""
    if operator == ">":
        return Times(end, None, is_relative)
    if operator == ">=":
        return Times(start, None, is_relative)
    if operator == "<":
        return Times(None, start, is_relative)
    if operator == "<=":
        return Times(None, end, is_relative)
    return Times(start, end, is_relative, is_outside=operator == "!=")


def _bad_time(filter_: Filter) -> SearchError:
    key = filter_.key
    return SearchError(
        f"Invalid date: {_short(filter_.values[0])}",
        filter_.value_position,
        f"{key} takes a time, such as {key}:-24h (newer than a day), {key}:+2w (older), "
        f"{key}:2026-01-31 or {key}:>=2026-01-31T12:00:00Z.",
    )


def read_flag(filter_: Filter) -> bool:
    """Raises SearchError."""
    said = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    text = filter_.values[0].text.lower()
    if filter_.is_list or text not in said:
        raise SearchError(
            f"Invalid value: {_short(filter_.values[0])}",
            filter_.value_position,
            f"{filter_.key} is true or false.",
        )
    return said[text]


def read_version(filter_: Filter) -> Versions:
    """A version, of which the end may be left open: 1.2.*. Raises SearchError."""
    for value in filter_.values:
        if filter_.operator not in {"", "=", "!="} and not re.match(r"v?\d", value.text):
            raise SearchError(
                f"Invalid version: {_short(value)}",
                filter_.value_position,
                f"{filter_.key} takes a version, such as {filter_.key}:>=1.2.0 or {filter_.key}:1.2.*.",
            )
    return Versions(filter_.operator or "=", filter_.values)


def read_choice(
    filter_: Filter, choices: Collection[str], refused: Mapping[str, str]
) -> tuple[str, ...]:
    """Raises SearchError for anything but a choice."""
    chosen = tuple(value.text.lower() for value in filter_.values)
    for text in chosen:
        if text in refused:
            raise SearchError(
                f"{filter_.key}:{text} cannot be searched for: {refused[text]}",
                filter_.value_position,
            )
        if text not in choices:
            raise SearchError(
                f"There is no {filter_.key}:{_short(Pattern((text,)))}",
                filter_.value_position,
                f"{filter_.key}: takes {', '.join(choices)}.",
                wrong=text,
                meant=get_close_matches(text, choices, n=1),
            )
    return chosen


def moment_of(seconds: float) -> datetime:
    """Unix seconds as a time that every database can hold."""
    lowest, highest = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
    if seconds <= 0:
        return lowest
    if seconds >= highest.timestamp():
        return highest
    return lowest + timedelta(seconds=seconds)


def _short(value: Pattern) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"
