"""Processes of one application that share a cache and judge rules, by a clock that the test moves."""

from dataclasses import dataclass, field
from typing import Any

from seismo_django.alerts.engine import Engine
from seismo_django.alerts.facts import Failure
from seismo_django.alerts.incidents import Pager
from seismo_django.alerts.message import Alert
from seismo_django.alerts.rules import Rule, rule
from seismo_django.alerts.windows import Counters
from seismo_django.testing.alerts import Memory


@dataclass
class World:
    """Processes of one application that share a cache, and what they sent."""

    memory: Memory = field(default_factory=Memory)
    sent: list[Alert] = field(default_factory=list)
    resolved: list[Alert] = field(default_factory=list)
    takes: bool = True
    """Whether the pager takes what it is told."""
    pager: Pager | None = None
    """Instead of the lists above."""
    engines: list[Engine] = field(default_factory=list)

    def processes(self, number: int, *rules: dict[str, Any]) -> None:
        counters = Counters(self.memory, Memory())  # type: ignore[arg-type]
        pager = self.pager or Pager(self.send, self.resolve)
        for _ in range(number):
            engine = Engine([rule(said) for said in rules], "production", counters, pager)
            self.engines.append(engine)

    def send(self, due: Rule, alert: Alert) -> None:
        self.sent.append(alert)

    def resolve(self, ended: Rule, alert: Alert) -> bool:
        self.resolved.append(alert)
        return self.takes

    def fail(self, times: int = 1, group: str = "a") -> None:
        for number in range(times):
            engine = self.engines[number % len(self.engines)]
            engine.note(
                Failure(group, f"{group}: broken", "/", "1" * 32, "error", "1.0"), self.memory.now
            )

    def pass_time(self, seconds: float) -> None:
        self.memory.now += seconds
        for engine in self.engines:
            engine.tick(self.memory.now)

    def titles(self) -> list[str]:
        titles = [alert.title for alert in self.sent]
        self.sent.clear()
        return titles
