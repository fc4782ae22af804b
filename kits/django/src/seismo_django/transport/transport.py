"""The SDK's HTTP transport with the kit's steps before and after it."""

from typing import TYPE_CHECKING

from sentry_sdk.transport import HttpTransport

from seismo_django.transport import accepted
from seismo_django.transport.taking import take

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope


class SeismoTransport(HttpTransport):
    """Takes envelopes of any sentry-sdk from 2.18 to 3."""

    def capture_envelope(self, envelope: "Envelope") -> None:
        taken = take(envelope)
        if taken is not None:
            super().capture_envelope(taken.envelope)

    def _send_envelope(self, envelope: "Envelope") -> None:
        accepted.tell(envelope)
        super()._send_envelope(envelope)
        accepted.note(accepted.ids_of(envelope), "sent")
