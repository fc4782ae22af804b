"""What happened before the event, newest first."""

from dataclasses import dataclass

from seismo.model.event import Breadcrumb, Event
from seismo.web.databag import Meta, Shown, child, descend, pretty, reasons, shown

SHOWN_AT_ONCE = 30
FILTERED_FROM = 6
"""So many are seen at a glance."""
REQUEST_PARTS = ("method", "url", "status_code")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which breadcrumbs to show. What is empty leaves nothing out."""

    category: str = ""
    level: str = ""
    text: str = ""

    def takes(self, crumb: "Crumb") -> bool:
        if self.category not in {"", crumb.category} or self.level not in {"", crumb.level}:
            return False
        said = (crumb.category, crumb.text, *(f"{item.name} {item.text}" for item in crumb.data))
        return any(self.text.casefold() in each.casefold() for each in said)

    @property
    def is_all(self) -> bool:
        return not (self.category or self.level or self.text)


ALL = Wanted()


@dataclass(frozen=True, slots=True)
class Crumb:
    anchor: str
    """`b1` is the oldest."""
    timestamp: float | None
    before: float | None
    """Seconds before the event."""
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
    total: int
    """Those that are not wanted count too."""
    wanted: Wanted
    categories: list[str]
    levels: list[str]

    @property
    def found(self) -> int:
        return len(self.recent) + len(self.earlier)

    @property
    def can_be_filtered(self) -> bool:
        return self.total > FILTERED_FROM


def trail_of(event: Event, wanted: Wanted = ALL) -> Trail | None:
    values = event.breadcrumbs.values if event.breadcrumbs else []
    if not values:
        return None
    meta = descend(event.meta, "breadcrumbs", "values")
    crumbs = [
        _crumb(value, index, event.timestamp, child(meta, index))
        for index, value in enumerate(values)
    ][::-1]
    kept = crumbs if wanted.is_all else [crumb for crumb in crumbs if wanted.takes(crumb)]
    return Trail(
        recent=kept[:SHOWN_AT_ONCE],
        earlier=kept[SHOWN_AT_ONCE:],
        total=len(crumbs),
        wanted=wanted,
        categories=sorted({crumb.category for crumb in crumbs}),
        levels=sorted({crumb.level for crumb in crumbs}),
    )


def _crumb(value: Breadcrumb, index: int, happened: float, meta: Meta) -> Crumb:
    data = dict(value.data or {})
    text = value.message or request_line(data)
    return Crumb(
        anchor=f"b{index + 1}",
        timestamp=value.timestamp,
        before=None if value.timestamp is None else happened - value.timestamp,
        category=value.category or value.type,
        level=value.level,
        text=text,
        because="; ".join(dict.fromkeys(reasons(child(meta, "message")))),
        is_query=value.category == "query" or value.type == "query",
        data=shown(data, child(meta, "data")),
    )


def request_line(data: dict[str, object]) -> str:
    """`GET https://... 200`, taken out of the data of an outgoing request; empty for anything else."""
    if "url" not in data:
        return ""
    return " ".join(pretty(data.pop(part)) for part in REQUEST_PARTS if data.get(part) is not None)
