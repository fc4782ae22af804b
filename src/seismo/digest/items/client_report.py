"""Client reports: what an SDK says that it dropped itself (protocol.md section 6.3)."""

from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.payload import decode
from seismo.digest.place import Place
from seismo.model.digested import ClientReport
from seismo.model.outcome import DataCategory, Dropped, client_reason
from seismo.model.project import ProjectRules
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson

MAX_LINES = 200
MAX_QUANTITY = 1_000_000_000
_OLD_LISTS = {
    "rate_limited_events": "ratelimit_backoff",
    "filtered_events": "event_processor",
    "filtered_sampling_events": "sample_rate",
}

_NAMES = {
    "attachment": DataCategory.ATTACHMENT_BYTE,
    "attachment_item": DataCategory.ATTACHMENT,
}
"""Attachments are the one category that the wire counts in bytes."""


def digest(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> ClientReport | Dropped:
    try:
        payload = decode(bytes(item.payload))
    except InvalidJson as error:
        return Dropped(error.reason, DataCategory.INTERNAL, detail=error.sentence)
    lines = _lines(payload.get("discarded_events"), None)
    for name, reason in _OLD_LISTS.items():
        lines += _lines(payload.get(name), reason)
    return ClientReport(tuple(lines[:MAX_LINES]))


def _lines(entries: object, reason: str | None) -> list[Dropped]:
    if not isinstance(entries, list):
        return []
    return [
        Dropped(
            client_reason(reason or str(entry.get("reason"))),
            _category(entry.get("category")),
            quantity=_quantity(entry.get("quantity")),
        )
        for entry in entries[:MAX_LINES]
        if isinstance(entry, dict) and _quantity(entry.get("quantity"))
    ]


def _category(name: object) -> DataCategory:
    if not isinstance(name, str):
        return DataCategory.OTHER
    try:
        return _NAMES.get(name) or DataCategory(name)
    except ValueError:
        return DataCategory.OTHER


def _quantity(value: object) -> int:
    """A count that can be added up; 0 for what is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return min(max(value, 0), MAX_QUANTITY)
