"""What every transport of the kit does first with an envelope."""

from typing import TYPE_CHECKING, NamedTuple

from seismo_django import cache_keys
from seismo_django.scrub import scrubber
from seismo_django.scrub.envelopes import clean
from seismo_django.transport import accepted

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope


class Taken(NamedTuple):
    envelope: "Envelope"
    size: int
    """About how many bytes of memory it holds."""
    event_ids: list[str]
    """Of what a person may be told about."""


def take(envelope: "Envelope") -> Taken | None:
    """Scrub it, and say that it is on its way. None when nothing of it may leave."""
    cleaned, size = clean(envelope, scrubber())
    if not cleaned.items:
        return None
    cache_keys.tidy(cleaned)
    event_ids = accepted.ids_of(cleaned)
    accepted.note(event_ids, "queued")
    return Taken(cleaned, size, event_ids)
