"""Named numbers with a unit: web vitals, what an application measures, and what spans add up to."""

import math
import re
from collections.abc import Iterable

from seismo.digest.normalize.remarks import MAX_SHOWN, Path, Remarks
from seismo.model.event import Json, Measurement, Span

MAX_MEASUREMENTS = 100
MAX_UNIT = 15
"""Characters of a unit; what an application makes up may be as long as the longest that is known."""

_NAME = re.compile(r"[a-zA-Z0-9._-]{1,200}")
_UNIT = re.compile(rf"[a-zA-Z0-9_]{{1,{MAX_UNIT}}}")
_KNOWN_UNITS = {
    **dict.fromkeys(("lcp", "fcp", "fp", "ttfb", "inp", "fid", "tbt"), "millisecond"),
    **dict.fromkeys(("ttfb.requesttime", "app_start_cold", "app_start_warm"), "millisecond"),
    **dict.fromkeys(("time_to_full_display", "time_to_initial_display"), "millisecond"),
    **dict.fromkeys(("frames_slow_rate", "frames_frozen_rate", "stall_percentage"), "ratio"),
}
_SPAN_KINDS = ("http", "db", "browser", "resource", "ui")
"""The operations whose times are added up (semantics.md 7.1)."""


def read_measurements(raw: Json, remarks: Remarks, at: Path) -> dict[str, Measurement]:
    """By name in lower case; a known one without a unit gets its own. What is no number is None."""
    if raw is not None and not isinstance(raw, dict):
        remarks.invalid(at, raw, "expected an object")
    found: dict[str, Measurement] = {}
    for name, given in raw.items() if isinstance(raw, dict) else ():
        if given is None:
            continue
        if not _NAME.fullmatch(name) or not isinstance(given, dict):
            reason = f"{name[:MAX_SHOWN]!r} is no measurement: a name of letters, digits and . _ -"
            remarks.invalid(at, None, reason)
        elif len(found) == MAX_MEASUREMENTS:
            remarks.dropped(at, len(raw))
            break
        else:
            name = name.lower()
            value = _value(given.get("value"), remarks, (*at, name, "value"))
            found[name] = Measurement(value, _unit(given.get("unit"), name))
    return found


def _value(raw: Json, remarks: Remarks, at: Path) -> float | None:
    if type(raw) in (int, float) and abs(raw) < 1e300 and math.isfinite(raw):
        return float(raw)
    remarks.invalid(at, raw, "expected a number")
    return None


def _unit(raw: Json, name: str) -> str:
    if isinstance(raw, str) and _UNIT.fullmatch(raw) and raw != "none":
        return raw
    return _KNOWN_UNITS.get(name, "none")


def breakdowns_of(spans: list[Span]) -> dict[str, dict[str, Measurement]]:
    """How long spans of each kind took together, in milliseconds; time in several at once counts once."""
    if not spans:
        return {}
    by_kind = {
        kind: [span for span in spans if span.op == kind or span.op.startswith(f"{kind}.")]
        for kind in _SPAN_KINDS
    }
    sums = {f"ops.{kind}": covered(some) for kind, some in by_kind.items() if some}
    sums["total.time"] = covered(spans)
    return {
        "span_ops": {
            name: Measurement(round(seconds * 1000, 3), "millisecond")
            for name, seconds in sums.items()
        }
    }


def covered(spans: Iterable[Span], start: float = 0.0, end: float = math.inf) -> float:
    """Seconds between `start` and `end` in which at least one of the spans ran."""
    total = 0.0
    reached = start
    for begin, stop in sorted((span.start_timestamp, span.timestamp) for span in spans):
        stop = min(stop, end)
        if stop > reached:
            total += stop - max(begin, reached)
            reached = stop
    return total
