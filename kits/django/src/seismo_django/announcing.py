"""One session when a process starts to serve, so that the server knows of it before its first error."""

import sys
from datetime import UTC, datetime
from uuid import uuid4

import sentry_sdk
from sentry_sdk.envelope import Envelope, Item, PayloadRef

from seismo_django.conf import Settings
from seismo_django.destination import is_manage
from seismo_django.guard import guarded


@guarded(None)
def announce(settings: Settings) -> None:
    """Send it, by the transport's own thread. Management commands are no start of the application.

    Sessions without a release are refused by every server, so without one nothing is sent.
    """
    if not settings.announce or not settings.release or is_manage(sys.argv):
        return
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    attributes = {"release": settings.release, "environment": settings.environment}
    session = {
        "sid": str(uuid4()), "init": True, "started": now, "timestamp": now, "status": "exited",
        "duration": 0, "attrs": attributes,
    }  # fmt: skip
    envelope = Envelope()
    envelope.add_item(Item(payload=PayloadRef(json=session), type="session"))
    transport = sentry_sdk.get_client().transport
    if transport is not None:
        transport.capture_envelope(envelope)
