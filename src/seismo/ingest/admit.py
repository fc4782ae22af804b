"""Which items of an envelope go on to digest. Pure."""

from dataclasses import dataclass

from seismo.model.outcome import Dropped, Reason
from seismo.model.project import ProjectKey
from seismo.protocol.envelope import Envelope, Item
from seismo.protocol.rate_limits import (
    KNOWN_ITEM_TYPES,
    RESERVED_ITEM_TYPES,
    RateLimit,
    category_of,
)

_SHOWN_TYPE_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Admission:
    kept: tuple[int, ...]
    """Indexes of items, in the order of the envelope."""
    dropped: tuple[Dropped, ...]
    limits: tuple[RateLimit, ...] = ()
    """What the sender is told to hold back from now on."""


def admit(envelope: Envelope, project_key: ProjectKey, now: float) -> Admission:
    """Every item is kept or dropped, exactly once. Digest decides what a known type is good for."""
    kept: list[int] = []
    dropped: list[Dropped] = []
    for index, item in enumerate(envelope.items):
        if item.type in KNOWN_ITEM_TYPES:
            kept.append(index)
        else:
            dropped.append(_dropped(item, envelope))
    return Admission(tuple(kept), tuple(dropped))


def _dropped(item: Item, envelope: Envelope) -> Dropped:
    name = item.type[:_SHOWN_TYPE_LENGTH]
    reserved = item.type in RESERVED_ITEM_TYPES
    return Dropped(
        reason=Reason.UNKNOWN_ITEM_TYPE,
        category=category_of(item.type, item.headers),
        event_id=envelope.event_id,
        detail=f"{name}: only servers make items of this type" if reserved else name,
    )
