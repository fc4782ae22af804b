"""From captured envelopes to what the viewer shows of them."""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from seismo_django.viewer import streamed

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

_SHOWN = {
    "event": "error",
    "transaction": "request",
    "check_in": "check-in",
    "feedback": "feedback",
}
_OWN = "/__seismo__/"
_FILTERED = "[Filtered]"
_MOST_PLACES = 100


class Query(NamedTuple):
    sql: str
    times: int
    ms: float


class Frame(NamedTuple):
    place: str
    function: str
    line: str
    is_own: bool


class Raised(NamedTuple):
    name: str
    value: str
    frames: list[Frame]
    """The innermost first."""


@dataclass(frozen=True, slots=True)
class Entry:
    kind: str
    key: str
    title: str
    note: str
    payload: dict[str, Any]

    @property
    def clock(self) -> str:
        """When it was where the developer is, with the day if that is over; empty where none is told."""
        moment = time.localtime(_moment(self.payload.get("timestamp")))
        if not self.payload.get("timestamp"):
            return ""
        is_today = moment[:3] == time.localtime()[:3]
        return time.strftime("%H:%M:%S" if is_today else "%d %b %H:%M:%S", moment)

    @property
    def raw(self) -> str:
        return json.dumps(self.payload, indent=2, ensure_ascii=False)


def entries(envelopes: "Iterable[Envelope]") -> list[Entry]:
    """The newest first. Sessions, logs and other small things are left out, and so is looking at this."""
    found: list[Entry] = []
    spans: list[dict[str, Any]] = []
    for item in (item for envelope in envelopes for item in envelope.items):
        kind = str(item.headers.get("type"))
        if kind == "span":
            spans += json.loads(item.get_bytes()).get("items", ())
        elif kind in _SHOWN:
            data = item.get_bytes()
            key = hashlib.sha256(data).hexdigest()[:16]
            found.append(_entry(_SHOWN[kind], key, json.loads(data)))
    found += [_entry("request", key, payload) for key, payload in streamed.requests(spans)]
    shown = [entry for entry in found if not entry.title.startswith(_OWN)]
    return sorted(shown, key=lambda entry: _moment(entry.payload.get("timestamp")), reverse=True)


def _entry(kind: str, key: str, payload: dict[str, Any]) -> Entry:
    return Entry(kind, key, *_told(kind, payload), payload)


def _told(kind: str, payload: dict[str, Any]) -> tuple[str, str]:
    where = str(payload.get("transaction") or "")
    if kind == "error":
        found = raised(payload)
        if found:
            return f"{found[0].name}: {found[0].value}", where
        logged = payload.get("logentry") or {}
        return str(
            logged.get("formatted") or logged.get("message") or payload.get("message")
        ), where
    if kind == "request":
        number = sum(query.times for query in queries(payload))
        return where, f"{_ms(payload):.0f} ms, {number} {'query' if number == 1 else 'queries'}"
    if kind == "feedback":
        return str(payload["contexts"]["feedback"].get("message")), ""
    return str(payload.get("monitor_slug")), str(payload.get("status"))


def raised(payload: dict[str, Any]) -> list[Raised]:
    """The exceptions, the one that was seen last first."""
    values = (payload.get("exception") or {}).get("values") or []
    return [
        Raised(str(each.get("type")), str(each.get("value")), _frames(each))
        for each in values[::-1]
    ]


def _frames(exception: dict[str, Any]) -> list[Frame]:
    frames = (exception.get("stacktrace") or {}).get("frames") or []
    return [
        Frame(
            f"{frame.get('filename')}:{frame.get('lineno')}",
            str(frame.get("function")),
            str(frame.get("context_line") or "").strip(),
            bool(frame.get("in_app")),
        )
        for frame in frames[::-1]
    ]


def queries(payload: dict[str, Any]) -> list[Query]:
    """The queries of a request. Those alike are one line, so that N+1 stands out; the most frequent first."""
    times: Counter[str] = Counter()
    lasted: Counter[str] = Counter()
    for span in payload.get("spans") or []:
        if str(span.get("op")) == "db":
            sql = str(span.get("description"))
            times[sql] += 1
            lasted[sql] += _ms(span)  # type: ignore[assignment]  # a Counter holds any number
    return [Query(sql, number, float(lasted[sql])) for sql, number in times.most_common()]


def _ms(span: dict[str, Any]) -> float:
    begin, end = _moment(span.get("start_timestamp")), _moment(span.get("timestamp"))
    return (end - begin) * 1000


def _moment(told: Any) -> float:
    if isinstance(told, (int, float)):
        return float(told)
    return datetime.fromisoformat(str(told)).timestamp() if told else 0.0


def filtered(payload: dict[str, Any]) -> list[str]:
    """Where the scrubber put its mark, as `request.data.password`."""
    return [place for place, _ in zip(_marks(payload, ""), range(_MOST_PLACES), strict=False)]


def _marks(value: Any, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _marks(inner, f"{place}.{key}" if place else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _marks(inner, f"{place}[{number}]")
    elif isinstance(value, str) and _FILTERED in value:
        yield place
