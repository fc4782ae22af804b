"""The thread of alerts: it counts errors, judges rules and sends, so that nobody else has to wait."""

import atexit
import os
import queue
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from seismo_django import counting, sdk
from seismo_django.alerts.delivery import resolve, send_to_all
from seismo_django.alerts.engine import Engine
from seismo_django.alerts.facts import Failure, failures
from seismo_django.alerts.incidents import Pager
from seismo_django.alerts.message import Alert
from seismo_django.alerts.outage import Outage
from seismo_django.alerts.plan import plan
from seismo_django.alerts.rules import Condition, Rule
from seismo_django.alerts.server import Server
from seismo_django.alerts.targets import enabled
from seismo_django.alerts.windows import Counters
from seismo_django.conf import Settings, current
from seismo_django.guard import guarded, note_failure

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

MOST = 10_000
"""Errors that may wait to be counted."""
EVERY = 1.0
"""Seconds between two looks at what is counted elsewhere."""
AT_EXIT = 2.0
"""Seconds that an ending process gives to alerts that wait."""


class Desk:
    def __init__(self) -> None:
        self._jobs: queue.Queue[Callable[[], object]] = queue.Queue(MOST)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closing = False
        self._watch: Watch | None = None

    def submit(self, job: Callable[[], object]) -> bool:
        """Have it done in the thread. False when too many wait."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            counting.count("alerts", channel="none", outcome="overflow")
            return False
        self.start()
        return True

    def start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="seismo-alerts", daemon=True)
                self._thread.start()

    def note(self, failure: Failure) -> None:
        """Have an error counted."""
        self.submit(lambda: self._watched().note(failure, time.time()))

    def close(self) -> None:
        """Do what waits, for two seconds at most."""
        self._is_closing = True
        thread = self._thread
        if thread is not None:
            self._jobs.put(lambda: None)
            thread.join(AT_EXIT)

    def _watched(self) -> "Watch":
        self._watch = self._watch or Watch(current().settings)
        return self._watch

    def _run(self) -> None:
        next_look = time.monotonic() + EVERY
        while not (self._is_closing and self._jobs.empty()):
            try:
                job = self._jobs.get(timeout=max(0.0, next_look - time.monotonic()))
            except queue.Empty:
                next_look = time.monotonic() + EVERY
                self._do(self._look)
            else:
                self._do(job)
        self._do(self._settle)

    def _look(self) -> None:
        if is_wanted(current().settings):
            self._watched().look(time.time())

    def _settle(self) -> None:
        if self._watch is not None:
            self._watch.engine.settle_all()

    def _do(self, job: Callable[[], object]) -> None:
        try:
            job()
        except Exception:
            note_failure(f"{__name__}.job")


class Watch:
    """The rules of this process over the counts of all."""

    def __init__(self, settings: Settings) -> None:
        from django.core.cache import cache
        from django.core.cache.backends.locmem import LocMemCache

        self._settings = settings
        counters = Counters(cache, LocMemCache("seismo-alerts", {}))
        rules = plan(settings).rules
        self.engine = Engine(rules, settings.environment, counters, Pager(send_to_all, resolve))
        self._counters = counters
        self._server = Server(settings.dsn)
        self._outage = Outage()

    def note(self, failure: Failure, now: float) -> None:
        if not self._is_silent(now):
            self.engine.note(failure, now)

    def look(self, now: float) -> None:
        failed = counting.total("transport.spooled") + counting.total("transport.dropped")
        is_away = self._outage.is_news(counting.total("transport.sent"), failed, now)
        if is_away and self._counters.first("seismo.alerts.away", 3600):
            send_to_all(_AWAY._replace(to=enabled(self._settings)), self._away())
        if self._is_silent(now):
            self.engine.skip(now)
        else:
            self.engine.tick(now)

    def _is_silent(self, now: float) -> bool:
        """Where the server alerts itself; one that never answered may be such a one."""
        return self._settings.alerts.mode == "auto" and self._server.alerts(now) is not False

    def _away(self) -> Alert:
        return Alert(
            title="The error-tracking server does not answer",
            rule=_AWAY.name,
            text="For five minutes it took nothing. What can wait is kept on disk and sent when it is back.",
            environment=self._settings.environment,
            severity="warning",
            key="away",
        )


_AWAY = Rule("Server unreachable", Condition("away"), (), 3600)

_desk = Desk()


def desk() -> Desk:
    return _desk


def is_wanted(settings: Settings) -> bool:
    """Whether this process may alert by itself at all."""
    alerts = settings.alerts
    has_targets = any(rule.to for rule in plan(settings).rules)
    return alerts.mode != "off" and settings.environment in alerts.environments and has_targets


def on_accepted(envelope: "Envelope") -> None:
    """A listener of the transport. Errors are counted whether anybody alerts or not."""
    found = list(failures(envelope))
    for failure in found:
        counting.count("errors", type=failure.kind)
    if found and is_wanted(current().settings):
        for failure in found:
            _desk.note(failure)


@guarded(otherwise=None)
def start() -> None:
    """Watch from the first count of this process on, so that counts of requests are complete."""
    if is_wanted(current().settings):
        _desk.start()


def _close() -> None:
    """The last errors are still on their way through the transport, which closes after this."""
    if sdk.is_loaded() and is_wanted(current().settings):
        import sentry_sdk

        sentry_sdk.flush(AT_EXIT)
    _desk.close()


def _forget_in_child() -> None:
    global _desk  # the thread stayed with the parent, and what the parent owes is not the child's
    _desk = Desk()


atexit.register(_close)
os.register_at_fork(after_in_child=_forget_in_child)
