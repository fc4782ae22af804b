"""The SDK's HTTP transport with the kit's steps before and after it."""

from typing import TYPE_CHECKING

from sentry_sdk.transport import HttpTransport

from seismo_django.transport.accepted import accept

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope


class SeismoTransport(HttpTransport):
    """Takes envelopes of any sentry-sdk from 2.18 to 3."""

    def capture_envelope(self, envelope: "Envelope") -> None:
        event_id = envelope.headers.get("event_id")
        if event_id:
            accept(event_id, "queued")
        super().capture_envelope(envelope)
