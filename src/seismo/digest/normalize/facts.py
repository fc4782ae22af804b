"""What the envelope and the request say about an event, beside its payload."""

import msgspec

from seismo.model.event import Databag
from seismo.model.ids import EventId
from seismo.model.record import Client


class Facts(msgspec.Struct, frozen=True):
    event_id: EventId
    """The id in the answer that the SDK got; it stands above the one in the payload."""
    received: float
    """Unix seconds."""
    sent_at: float | None = None
    """Unix seconds by the client's clock."""
    client: Client = Client()
    sdk: Databag = {}
    """`sdk` of the envelope header, used when the payload names none."""
    dsc: Databag = {}
    """`trace` of the envelope header: the dynamic sampling context."""
