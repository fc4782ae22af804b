"""Which alerts are due: rules over counts that all processes of the application share.

Everything here runs in the thread of alerts, never in that of a request. The clock is an argument.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from seismo_django import counting
from seismo_django.alerts.facts import Failure
from seismo_django.alerts.incidents import Incidents, Pager
from seismo_django.alerts.message import Alert
from seismo_django.alerts.rules import LEAST_REQUESTS, Rule
from seismo_django.alerts.windows import Counters

REMEMBERED = 30 * 86400
"""Seconds for which an issue is known; after that it is new again."""
BURST = 5
BURST_WINDOW = 600
"""So many new issues in so many seconds are told one by one; the rest in one message at the end."""


class _Owed(NamedTuple):
    """A summary that this process sends when its time has come."""

    due: float
    rule: Rule
    key: str


class Engine:
    def __init__(
        self, rules: Iterable[Rule], environment: str, counters: Counters, pager: Pager
    ) -> None:
        self._rules = tuple(rules)
        self._environment = environment
        self._counters = counters
        self._send = pager.send
        self._incidents = Incidents(self._rules, self._key, counters, pager)
        self._owed: list[_Owed] = []
        self._counted: dict[str, float] = {}

    def note(self, failure: Failure, now: float) -> None:
        """An error was accepted."""
        for window in self._windows("errors", "error_rate"):
            self._counters.add(self._key("errors", window), window, 1, now)
        for rule in self._rules:
            if rule.when.kind == "new_issue":
                self._judge_new(rule, failure, now)
            elif rule.when.kind == "errors":
                number = self._total("errors", rule, now)
                if rule.when.is_met(number):
                    self._tell(rule, self._alert(rule, f"{number} errors", failure), now)
            elif rule.when.kind == "error_rate":
                self._judge_rate(rule, failure, now)

    def tick(self, now: float) -> None:
        """Look at what is counted elsewhere, and send what is owed."""
        for window in self._windows("error_rate"):
            key = self._key("requests", window)
            self._counters.add(key, window, self._more(key, "http.requests", ()), now)
        for rule in self._rules:
            if rule.when.kind == "count":
                self._judge_count(rule, now)
        owed, self._owed = self._owed, []
        for one in owed:
            if now < one.due:
                self._owed.append(one)
            else:
                self._settle(one)
        self._end_incidents(now)

    def skip(self, now: float) -> None:
        """What was counted up to now is not for these rules: somebody else alerts."""
        for window in self._windows("error_rate"):
            self._more(self._key("requests", window), "http.requests", ())
        for rule in self._rules:
            self._more(self._key("count", rule.name), rule.when.metric, rule.when.labels)
        self._end_incidents(now)

    def settle_all(self) -> None:
        """The process ends: what it owes is due."""
        while self._owed:
            self._settle(self._owed.pop())

    def _judge_new(self, rule: Rule, failure: Failure, now: float) -> None:
        if not self._counters.first(self._key("seen", rule.name, failure.group), REMEMBERED):
            return
        alert = Alert(
            title=failure.title,
            rule=rule.name,
            text="Seen for the first time.",
            environment=self._environment,
            culprit=failure.culprit,
            event_id=failure.event_id,
            release=failure.release,
            severity="critical" if failure.level == "fatal" else "error",
            key=failure.group,
        )
        if rule.every:
            self._tell(rule, alert, now)
            return
        burst = self._key("burst", rule.name)
        self._counters.add(burst, BURST_WINDOW, 1, now)
        if self._counters.total(burst, BURST_WINDOW, now) <= BURST:
            self._send(rule, alert)
        else:
            self._hold(rule, BURST_WINDOW, now)

    def _judge_rate(self, rule: Rule, failure: Failure, now: float) -> None:
        requests = self._total("requests", rule, now)
        errors = self._total("errors", rule, now)
        if requests >= LEAST_REQUESTS and rule.when.is_met(errors / requests):
            text = f"{errors} of {requests} requests failed"
            self._tell(rule, self._alert(rule, text, failure), now)

    def _judge_count(self, rule: Rule, now: float) -> None:
        when = rule.when
        key = self._key("count", rule.name)
        more = self._more(key, when.metric, when.labels)
        if not more:
            return
        self._counters.add(key, when.window, more, now)
        number = self._counters.total(key, when.window, now)
        if when.is_met(number):
            labels = ", ".join(f"{name} {value}" for name, value in when.labels)
            text = f"{number} times {when.metric}" + (f" ({labels})" if labels else "")
            self._tell(rule, self._alert(rule, text, None), now)

    def _end_incidents(self, now: float) -> None:
        self._incidents.end(lambda rule: self._still_holds(rule, now), self._resolution)

    def _still_holds(self, rule: Rule, now: float) -> bool:
        when = rule.when
        if when.kind == "count":
            key = self._key("count", rule.name)
            return when.is_met(self._counters.total(key, when.window, now))
        errors = self._total("errors", rule, now)
        if when.kind == "errors":
            return when.is_met(errors)
        requests = self._total("requests", rule, now)
        if requests < LEAST_REQUESTS:
            return errors > 0  # too few requests begin nothing, and end nothing that still fails
        return when.is_met(errors / requests)

    def _resolution(self, rule: Rule) -> Alert:
        return Alert(
            title=f"{rule.name}: resolved",
            rule=rule.text,
            text="The condition of the rule does not hold any more.",
            environment=self._environment,
            severity="info",
            key=self._of_rule(rule),
        )

    def _of_rule(self, rule: Rule) -> str:
        """What alerts of one rule have in common for whoever gets them."""
        return f"{self._environment}-{rule.name}"

    def _alert(self, rule: Rule, number: str, last: Failure | None) -> Alert:
        return Alert(
            title=f"{rule.name}: {number} in {_span(rule.when.window)}",
            rule=rule.text,
            text=f"The last one: {last.title}" if last else "Counted by the application.",
            environment=self._environment,
            culprit=last.culprit if last else "",
            event_id=last.event_id if last else "",
            release=last.release if last else "",
            severity="critical",
            key=self._of_rule(rule),
        )

    def _tell(self, rule: Rule, alert: Alert, now: float) -> None:
        """Once in `every` seconds, and of what is counted once in its window at least.

        An incident that ended in between is opened again: a pager has to show how it stands.
        """
        pause = max(rule.every, rule.when.window)
        reopened = self._incidents.open(rule)
        if not self._counters.first(self._key("told", rule.name), pause):
            self._counters.hold(self._key("held", rule.name), pause * 2)
            if reopened:
                self._send(reopened, alert)
            return
        self._send(rule, alert)
        self._owe(rule, pause, now)

    def _hold(self, rule: Rule, pause: int, now: float) -> None:
        self._counters.hold(self._key("held", rule.name), pause * 2)
        if self._counters.first(self._key("told", rule.name), pause):
            self._owe(rule, pause, now)

    def _owe(self, rule: Rule, pause: int, now: float) -> None:
        self._owed.append(_Owed(now + pause, rule, self._key("held", rule.name)))

    def _settle(self, owed: _Owed) -> None:
        number = self._counters.held(owed.key)
        if number:
            alert = Alert(
                title=f"{owed.rule.name}: and {number} more",
                rule=owed.rule.text,
                text="They came after the last message about this.",
                environment=self._environment,
                severity="warning",
                key=self._of_rule(owed.rule),
            )
            self._send(self._incidents.outside(owed.rule), alert)

    def _total(self, what: str, rule: Rule, now: float) -> int:
        window = rule.when.window
        return self._counters.total(self._key(what, window), window, now)

    def _more(self, key: str, metric: str, labels: tuple[tuple[str, str], ...]) -> int:
        """What this process counted since it was asked last."""
        counted = counting.total(metric, **dict(labels))
        before, self._counted[key] = self._counted.get(key, 0.0), counted
        return int(counted - before)

    def _windows(self, *kinds: str) -> set[int]:
        return {rule.when.window for rule in self._rules if rule.when.kind in kinds}

    def _key(self, *parts: object) -> str:
        """Names of rules are free text, and keys of caches are not."""
        told = "\n".join(str(part) for part in (self._environment, *parts))
        return f"seismo.alerts.{hashlib.sha256(told.encode()).hexdigest()[:24]}"


def _span(seconds: int) -> str:
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds % size == 0 and seconds:
            number = seconds // size
            return f"{number} {name}" + ("" if number == 1 else "s")
    return "0 seconds"
