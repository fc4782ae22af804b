"""The SDK's HTTP transport with the kit's steps before and after it."""

from typing import TYPE_CHECKING

from sentry_sdk.transport import HttpTransport

from seismo_django.scrub import scrubber
from seismo_django.scrub.envelopes import clean
from seismo_django.transport import accepted

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope


class SeismoTransport(HttpTransport):
    """Takes envelopes of any sentry-sdk from 2.18 to 3."""

    _has_failed = False

    def capture_envelope(self, envelope: "Envelope") -> None:
        cleaned, _ = clean(envelope, scrubber())
        if not cleaned.items:
            return
        event_ids = accepted.ids_of(cleaned)
        accepted.note(event_ids, "queued")
        self._has_failed = False
        super().capture_envelope(cleaned)

    def _send_envelope(self, envelope: "Envelope") -> None:
        accepted.tell(envelope)
        super()._send_envelope(envelope)
        accepted.note(accepted.ids_of(envelope), "sent")
