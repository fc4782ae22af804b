"""What happened before the event, newest first."""

from dataclasses import dataclass

from seismo.model.event import Breadcrumb, Event
from seismo.web.databag import Meta, Shown, child, descend, pretty, reasons, shown

SHOWN_AT_ONCE = 30
REQUEST_PARTS = ("method", "url", "status_code")


@dataclass(frozen=True, slots=True)
class Crumb:
    anchor: str
    """`b1` is the oldest."""
    timestamp: float | None
    category: str
    level: str
    text: str
    because: str
    is_query: bool
    """The text is SQL."""
    data: list[Shown]


@dataclass(frozen=True, slots=True)
class Trail:
    recent: list[Crumb]
    earlier: list[Crumb]

    @property
    def total(self) -> int:
        return len(self.recent) + len(self.earlier)


def trail_of(event: Event) -> Trail | None:
    values = event.breadcrumbs.values if event.breadcrumbs else []
    if not values:
        return None
    meta = descend(event.meta, "breadcrumbs", "values")
    crumbs = [_crumb(value, index, child(meta, index)) for index, value in enumerate(values)][::-1]
    return Trail(crumbs[:SHOWN_AT_ONCE], crumbs[SHOWN_AT_ONCE:])


def _crumb(value: Breadcrumb, index: int, meta: Meta) -> Crumb:
    data = dict(value.data or {})
    text = value.message or _request_line(data)
    return Crumb(
        anchor=f"b{index + 1}",
        timestamp=value.timestamp,
        category=value.category or value.type,
        level=value.level,
        text=text,
        because="; ".join(dict.fromkeys(reasons(child(meta, "message")))),
        is_query=value.category == "query" or value.type == "query",
        data=shown(data, child(meta, "data")),
    )


def _request_line(data: dict[str, object]) -> str:
    """`GET https://... 200`, taken out of the data of an outgoing request."""
    if "url" not in data:
        return ""
    return " ".join(pretty(data.pop(part)) for part in REQUEST_PARTS if data.get(part) is not None)
