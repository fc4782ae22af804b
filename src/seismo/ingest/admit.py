"""Which items of an envelope go on to digest."""

import msgspec

from seismo.ingest.limiter import Limiter
from seismo.model.outcome import DataCategory, Dropped, Outcome, Reason, outcome_of
from seismo.model.project import ProjectKey
from seismo.protocol.envelope import EVENT_ITEM_TYPES, Envelope, Item
from seismo.protocol.rate_limits import (
    DEAD_ITEM_TYPES,
    KNOWN_ITEM_TYPES,
    RESERVED_ITEM_TYPES,
    RateLimit,
    category_of,
    quantity_of,
)

_SHOWN_TYPE_LENGTH = 64
_COMPANIONS = frozenset({"attachment", "profile"})
"""Worth nothing without the event or transaction that they came with."""


class Admission(msgspec.Struct, frozen=True):
    kept: tuple[int, ...]
    """Indexes of items, in the order of the envelope."""
    dropped: tuple[Dropped, ...]
    limits: tuple[RateLimit, ...] = ()
    """What the sender is told to hold back from now on."""

    @property
    def is_limited(self) -> bool:
        """Whether nothing is kept and a limit is why."""
        return not self.kept and any(
            outcome_of(dropped.reason) is Outcome.RATE_LIMITED for dropped in self.dropped
        )


def admit(
    envelope: Envelope, project_key: ProjectKey, now: float, limiter: Limiter | None = None
) -> Admission:
    """Every item is kept or dropped, exactly once. Digest decides what a known type is good for.

    Without a limiter nobody is held back.
    """
    if limiter is None or not project_key.has_limits:
        return _of_known_types(envelope)
    return _Admitting(envelope, project_key, now, limiter).admission()


def _of_known_types(envelope: Envelope) -> Admission:
    kept: list[int] = []
    dropped: list[Dropped] = []
    for index, item in enumerate(envelope.items):
        if item.type in KNOWN_ITEM_TYPES:
            kept.append(index)
        else:
            dropped.append(_unknown(item, envelope))
    return Admission(tuple(kept), tuple(dropped))


def _unknown(item: Item, envelope: Envelope) -> Dropped:
    name = item.type[:_SHOWN_TYPE_LENGTH]
    reserved = item.type in RESERVED_ITEM_TYPES
    is_dead = item.type in DEAD_ITEM_TYPES
    return Dropped(
        reason=Reason.DISCONTINUED if is_dead else Reason.UNKNOWN_ITEM_TYPE,
        category=category_of(item.type, item.headers),
        event_id=envelope.event_id,
        detail=f"{name}: only servers make items of this type" if reserved else name,
    )


class _Admitting:
    """The items of one envelope against the limits of its sender."""

    def __init__(
        self, envelope: Envelope, project_key: ProjectKey, now: float, limiter: Limiter
    ) -> None:
        self._envelope = envelope
        self._key = project_key
        self._now = now
        self._limiter = limiter

    def admission(self) -> Admission:
        """Events first: what came with one that is refused is refused with it."""
        known = _of_known_types(self._envelope)
        items = self._envelope.items
        events = [index for index in known.kept if items[index].type in EVENT_ITEM_TYPES]
        refused = {index: drop for index in events if (drop := self._limited(items[index]))}
        loss = next(iter(refused.values()), None)
        for index in known.kept:
            if index not in events and (drop := self._companion(items[index], loss)):
                refused[index] = drop
        return Admission(
            kept=tuple(index for index in known.kept if index not in refused),
            dropped=known.dropped + tuple(refused[index] for index in sorted(refused)),
            limits=self._limiter.reached(self._key, self._now),
        )

    def _companion(self, item: Item, loss: Dropped | None) -> Dropped | None:
        category = category_of(item.type, item.headers)
        if loss is None or item.type not in _COMPANIONS or category is DataCategory.ERROR:
            return self._limited(item)
        return self._dropped(item, loss.reason, "it came with an event that was refused")

    def _limited(self, item: Item) -> Dropped | None:
        category = category_of(item.type, item.headers)
        quantity = quantity_of(item.type, item.headers, len(item.payload))
        limit = self._limiter.take(self._key, category, quantity, self._now)
        return self._dropped(item, limit.reason, limit.sentence) if limit else None

    def _dropped(self, item: Item, reason: Reason, detail: str) -> Dropped:
        return Dropped(
            reason,
            category_of(item.type, item.headers),
            quantity=quantity_of(item.type, item.headers, len(item.payload)),
            event_id=self._envelope.event_id,
            detail=detail,
        )
