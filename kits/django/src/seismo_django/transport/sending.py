"""Sending an item that no function of the SDK makes: feedback, a check-in of one's own."""

import uuid
from datetime import UTC, datetime
from typing import Any, cast

from seismo_django import sdk
from seismo_django.guard import guarded


@guarded(cast(str | None, None))
def send_item(
    type: str, payload: dict[str, Any], headers: dict[str, Any] | None = None
) -> str | None:
    """Send it through the transport, which scrubs it and keeps it while the server is away.

    No sampling and no hook of the application has a say. `headers` are those of the item. Returns the event
    id, by which `accepted.was_accepted` knows it, or None when nothing is sent from this process.
    """
    if not sdk.is_loaded():
        return None
    import sentry_sdk
    from sentry_sdk.envelope import Envelope, Item, PayloadRef

    transport = sentry_sdk.get_client().transport
    if transport is None:
        return None
    event_id = str(payload.setdefault("event_id", uuid.uuid4().hex)).replace("-", "")
    item = Item(type=type, payload=PayloadRef(json=payload), headers=headers)
    sent_at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    transport.capture_envelope(Envelope({"event_id": event_id, "sent_at": sent_at}, [item]))
    return event_id
