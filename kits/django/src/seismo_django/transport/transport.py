"""The SDK's HTTP transport with the kit's steps before and after it.

Requests only scrub and queue. One thread of the process does the rest: it tells the listeners, sends, keeps
on disk what the server did not take because it was away, and sends that once it is back.
"""

import gzip
import socket
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sentry_sdk.consts import DEFAULT_QUEUE_SIZE, EndpointType
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import HttpTransport

from seismo_django import counting
from seismo_django.conf.process import current
from seismo_django.guard import guarded, note_failure
from seismo_django.transport import accepted
from seismo_django.transport.breaker import Breaker
from seismo_django.transport.segments import Record
from seismo_django.transport.spool import AT_ONCE, Spool
from seismo_django.transport.taking import take
from seismo_django.transport.waiting import Waiting

if TYPE_CHECKING:
    from seismo_django.transport.accepted import State

KEPT = frozenset(("event", "feedback", "check_in", "transaction", "user_report", "attachment"))
"""Types of items that are worth waiting for the server. The rest is about a moment that is over by then."""
MOST = 1000
"""Envelopes that may wait in memory, unless the application says another number to the SDK."""
LOOK_AGAIN = 60.0
"""Seconds after which another process may have left something in the spool."""


class _Sending(threading.local):
    """The request that this thread sends."""

    failure = ""


class SeismoTransport(HttpTransport):
    """Takes envelopes of any sentry-sdk from 2.18 to 3."""

    TIMEOUT = 15
    """Seconds for an answer. What got none is kept, and the server knows an event that comes twice."""

    def __init__(self, options: dict[str, Any]) -> None:
        told = options["transport_queue_size"]
        most = MOST if told == DEFAULT_QUEUE_SIZE else told
        super().__init__({**options, "transport_queue_size": most + 8})
        self._waiting = Waiting(most)
        self.settings = current().settings
        self.spool = Spool(str(options["dsn"]), self.settings)
        self._breaker = Breaker()
        self._sending = _Sending()
        self._look_at = 0.0
        self._nudge: threading.Timer | None = None

    def _get_pool_options(self, *args: Any) -> dict[str, Any]:
        """The options that keep a connection open take the place of the one that sends at once.

        Without it each request waits 40 ms for the acknowledgment of its headers.
        """
        options: dict[str, Any] = super()._get_pool_options(*args)
        if options.get("socket_options"):
            at_once = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            options["socket_options"] = [*options["socket_options"], at_once]
        options["maxsize"] = AT_ONCE
        return options

    @guarded(None)
    def capture_envelope(self, envelope: Envelope) -> None:
        taken = take(envelope)
        if taken is None:
            return
        if self._waiting.add(taken.envelope, taken.size):
            super().capture_envelope(taken.envelope)
        else:
            accepted.note(taken.event_ids, None)
            self._lose(taken.envelope, "queue_overflow")

    def on_dropped_event(self, reason: str) -> None:
        """Called by the SDK in the sending thread when a request failed."""
        if reason != "full_queue":
            self._sending.failure = reason

    def record_lost_event(self, reason: str, *args: Any, **more: Any) -> None:
        """What the server did not get because it is away is kept and therefore not lost."""
        if not (reason == "network_error" and _is_away(self._sending.failure)):
            super().record_lost_event(reason, *args, **more)

    def kill(self) -> None:
        """The process ends: what had no turn waits on disk."""
        super().kill()
        if self._nudge is not None:
            self._nudge.cancel()
        with self._waiting.keeping():
            for envelope in self._waiting.take_all():
                accepted.note(accepted.ids_of(envelope), self._keep(envelope))

    def _send_envelope(self, envelope: Envelope) -> None:
        accepted.tell(envelope)
        state = self._keep_once(envelope) if self._breaker.is_open else self._deliver(envelope)
        accepted.note(accepted.ids_of(envelope), state)
        self._waiting.remove(envelope)

    def _deliver(self, envelope: Envelope) -> "State | None":
        self._sending.failure = ""
        try:
            super()._send_envelope(envelope)
        except Exception:
            self._sending.failure = self._sending.failure or "network"
        if not self._sending.failure:
            self._breaker.close()
            counting.count("transport.sent")
            self._look_into_spool()
            return "sent"
        if _is_away(self._sending.failure):
            self._wait(self._breaker.trip())
            return self._keep_once(envelope)
        self._count_dropped(envelope, self._sending.failure)
        return None

    def _keep_once(self, envelope: Envelope) -> "State | None":
        """Keep it, unless the end of the process did while this thread asked the server."""
        with self._waiting.keeping():
            return self._keep(envelope) if self._waiting.remove(envelope) else "stored"

    def _keep(self, envelope: Envelope) -> "State | None":
        items = [item for item in envelope.items if item.headers.get("type") in KEPT]
        if not items:
            self._lose(envelope, "network_error")
            return None
        kept = Envelope(envelope.headers, items)
        kinds = [str(item.headers.get("type")) for item in items]
        try:
            self.spool.add(Record(time.time(), kinds, accepted.ids_of(kept), kept.serialize()))
        except Exception:
            note_failure(f"{__name__}.spool")
            self._lose(envelope, "network_error")
            return None
        counting.count("transport.spooled")
        self._look_at = 0.0
        return "stored"

    def _lose(self, envelope: Envelope, reason: str) -> None:
        self._count_dropped(envelope, reason)
        for item in envelope.items:
            if item.headers.get("type") != "client_report":
                super().record_lost_event(reason, item=item)

    def _count_dropped(self, envelope: Envelope, reason: str) -> None:
        """A report of what was dropped before is no loss: what it says goes into the next one."""
        for item in envelope.items:
            report = item.payload.json if item.headers.get("type") == "client_report" else None
            if report is None:
                counting.count("transport.dropped", reason=reason)
                continue
            for lost in report["discarded_events"]:
                super().record_lost_event(
                    lost["reason"], lost["category"], quantity=lost["quantity"]
                )

    def _look_into_spool(self) -> None:
        """Now and then, as every process that sends may find what another one left."""
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_AGAIN
            if not self.spool.is_empty():
                self._worker.submit(self.drain)

    @guarded(None)
    def drain(self) -> None:
        """Send a part of what waits on disk; what came in meanwhile goes before the next part."""
        if not self._breaker.is_open and self.spool.deliver(self._resend):
            self._worker.submit(self.drain)

    def send_spooled(self) -> None:
        """Send all that waits on disk in the calling thread, until the server does not take it."""
        while self.spool.deliver(self._resend):
            pass

    def _resend(self, record: Record) -> bool:
        limited = self._limited(record)
        if limited > 0:
            self._wait(self._breaker.trip(limited))
            return False
        self._sending.failure = ""
        headers = {"Content-Type": "application/x-sentry-envelope", "Content-Encoding": "gzip"}
        body = gzip.compress(record.body, 1)
        try:
            self._send_request(body, headers=headers, endpoint_type=EndpointType.ENVELOPE)
        except Exception:
            self._sending.failure = self._sending.failure or "network"
        if _is_away(self._sending.failure) or self._sending.failure == "status_429":
            self._wait(self._breaker.trip(self._limited(record)))
            return False
        self._breaker.close()
        accepted.note(record.event_ids, None if self._sending.failure else "sent")
        name = "transport.dropped" if self._sending.failure else "transport.sent"
        counting.count(name, reason=self._sending.failure or "spool")
        return True

    def _limited(self, record: Record) -> float:
        """Seconds for which the server wants nothing of these kinds."""
        categories = {_CATEGORIES.get(kind, "default") for kind in record.kinds} | {None}
        ends = [end for category, end in self._disabled_until.items() if category in categories]
        return max(((end - datetime.now(UTC)).total_seconds() for end in ends), default=0.0)

    def _wait(self, seconds: float) -> None:
        """Look after that time whether the server is back, though nothing new is captured until then."""
        if self._nudge is not None:
            self._nudge.cancel()
        self._nudge = threading.Timer(seconds + 0.01, lambda: self._worker.submit(self.drain))
        self._nudge.daemon = True
        self._nudge.start()


_CATEGORIES = {"event": "error", "transaction": "transaction", "check_in": "monitor"}


def _is_away(failure: str) -> bool:
    return failure == "network" or failure.startswith("status_5")
