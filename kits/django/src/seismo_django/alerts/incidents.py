"""Incidents that rules opened at a pager: each ends when the condition of its rule does.

Whether one is open stands in the cache, so any process of the application ends what another one opened.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from seismo_django.alerts.message import Alert
from seismo_django.alerts.rules import Rule
from seismo_django.alerts.targets import INCIDENTS, names_in
from seismo_django.alerts.windows import Counters

REMEMBERED = 30 * 86400
"""Seconds after which nobody waits for the end of an incident any more."""
AGAIN = 60
"""Seconds after which the end is told once more when the pager did not take it."""


class Pager(NamedTuple):
    """How alerts leave."""

    send: Callable[[Rule, Alert], None]
    """To every target of the rule."""
    resolve: Callable[[Rule, Alert], bool]
    """End the incident of that key where the rule opened one. False: it has to be told again."""


class Incidents:
    def __init__(
        self, rules: Iterable[Rule], key: Callable[..., str], counters: Counters, pager: Pager
    ) -> None:
        """`key` makes a name for the cache of parts; new issues have no condition that ends."""
        self._rules = {
            key("open", rule.name): rule
            for rule in rules
            if rule.when.kind != "new_issue" and names_in(rule.to) & INCIDENTS
        }
        self._key = key
        self._counters = counters
        self._pager = pager

    def open(self, rule: Rule) -> Rule | None:
        """The rule with its pagers alone, if its incident was not open yet."""
        marker = self._key("open", rule.name)
        if marker not in self._rules or not self._counters.first(marker, REMEMBERED):
            return None
        return rule._replace(to=tuple(to for to in rule.to if names_in((to,)) & INCIDENTS))

    def outside(self, rule: Rule) -> Rule:
        """The rule without the pagers that hear when it ends: a summary would open it again."""
        if self._key("open", rule.name) not in self._rules:
            return rule
        return rule._replace(to=tuple(to for to in rule.to if not names_in((to,)) & INCIDENTS))

    def end(self, holds: Callable[[Rule], bool], alert: Callable[[Rule], Alert]) -> None:
        """Resolve those whose condition does not hold any more; of several processes one does."""
        for marker in self._counters.known(list(self._rules)):
            rule = self._rules[marker]
            if holds(rule):
                continue
            is_mine = self._counters.first(self._key("ending", rule.name), AGAIN)
            if is_mine and self._pager.resolve(rule, alert(rule)):
                self._counters.forget(marker)
                self._counters.forget(self._key("ending", rule.name))
