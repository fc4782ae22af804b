"""What the local alerts of an application would have sent, with a clock that the test moves."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

from seismo_django.alerts import delivery, desk
from seismo_django.alerts.channels.notifier import Notifier
from seismo_django.alerts.engine import Engine
from seismo_django.alerts.facts import failures
from seismo_django.alerts.incidents import Pager
from seismo_django.alerts.message import Alert
from seismo_django.alerts.plan import plan
from seismo_django.alerts.rules import Rule
from seismo_django.alerts.targets import is_muted, notifier
from seismo_django.alerts.windows import Counters
from seismo_django.conf import Loaded
from seismo_django.testing.found import Found
from seismo_django.transport import accepted

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope


class Memory(dict[str, tuple[Any, float]]):
    """As much of a cache of Django's as alerts use, with a clock that is moved."""

    now = 1_000_000.0

    def get(self, key: str, default: Any = None) -> Any:
        value, until = super().get(key, (default, float("inf")))
        return value if self.now < until else default

    def add(self, key: str, value: Any, timeout: float) -> bool:
        if self.get(key) is not None:
            return False
        self[key] = (value, self.now + timeout)
        return True

    def incr(self, key: str, delta: int = 1) -> int:
        value, until = self[key]
        self[key] = (value + delta, until)
        return int(value) + delta

    def get_many(self, keys: list[str]) -> dict[str, Any]:
        return {key: self.get(key) for key in keys if self.get(key) is not None}

    def delete(self, key: str) -> None:
        self.pop(key, None)


class Sent(NamedTuple):
    """An alert that somebody would have got."""

    to: str
    """The channel, as rules name it: `slack`, `slack:#payments`, `email:dev@example.com`."""
    alert: Alert

    @property
    def title(self) -> str:
        return self.alert.title

    def __str__(self) -> str:
        return f"{self.to}: {self.title}"


class Alerts:
    """`seismo_alerts`: the rules of these settings, in one process, without a server that alerts itself."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._memory = Memory()
        self._lock = threading.Lock()
        self._sent: list[Sent] = []
        self._unsent: list[str] = []
        counters: Any = self._memory  # a cache as far as Counters ask
        self._engine = Engine(
            plan(loaded.settings).rules,
            loaded.settings.environment,
            Counters(counters, counters),
            Pager(self._send_to_all, self._resolve),
        )
        self._is_wanted = desk.is_wanted(loaded.settings)

    def sent(self, to: str = "") -> Found[Sent]:
        """The alerts that would have been sent since the test began, or those to one channel.

        `slack` finds what went to any channel there, `slack:#payments` to that one.
        """
        self.pass_time(0)
        return Found(one for one in self._sent if to in ("", one.to, one.to.partition(":")[0]))

    def unsent(self) -> list[str]:
        """What was due and could not be sent, each with the reason: a webhook that is not set."""
        self.pass_time(0)
        return list(self._unsent)

    def pass_time(self, seconds: float) -> None:
        """Move the clock. What is due by then is sent: summaries, and counts that met their rule."""
        with self._lock:
            self._memory.now += seconds
            if self._is_wanted:
                self._engine.tick(self._memory.now)

    def note(self, envelope: "Envelope") -> None:
        """A listener of the transport."""
        with self._lock:
            if self._is_wanted:
                for failure in failures(envelope):
                    self._engine.note(failure, self._memory.now)

    def _send_to_all(self, rule: Rule, alert: Alert) -> None:
        for target in rule.to:
            found = notifier(target)
            if found and not is_muted(target, self._loaded):
                self._keep(found, alert, target)

    def _resolve(self, rule: Rule, alert: Alert) -> bool:
        """Incidents that end are told to a pager, and are no alerts."""
        return True

    def _keep(self, to: Notifier, alert: Alert, target: str = "") -> bool:
        problem = to.problem()
        if problem:
            self._unsent.append(f"{target or to.name}: {problem}")
        else:
            self._sent.append(Sent(target or to.name, alert))
        return not problem

    @contextmanager
    def listening(self) -> Iterator[None]:
        """In this block alerts come here, those of rules and of notifiers that are called. None is sent."""
        accepted.listeners.append(self.note)
        with patch.object(delivery, "deliver", self._keep):
            try:
                yield
            finally:
                accepted.listeners.remove(self.note)


def without_alerts(loaded: Loaded) -> Loaded:
    """These settings with the thread of alerts left out."""
    alerts = loaded.settings.alerts.but(mode="off")
    return loaded._replace(settings=loaded.settings.but(alerts=alerts))
