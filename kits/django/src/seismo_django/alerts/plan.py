"""The rules of this application: its own, else those that its thresholds say."""

from typing import Any, NamedTuple

from seismo_django.alerts.rules import NotARule, Rule, rule
from seismo_django.alerts.targets import NAMES, enabled, notifier
from seismo_django.conf import Settings


class Plan(NamedTuple):
    rules: tuple[Rule, ...]
    problems: tuple[str, ...]
    """Sentences about rules that cannot work, which are left out."""


def plan(settings: Settings) -> Plan:
    rules: list[Rule] = []
    problems: list[str] = []
    for said in settings.alerts.rules or defaults(settings):
        try:
            read = rule(said)
        except NotARule as error:
            problems.append(f"ALERTS.RULES: {error}")
            continue
        rules.append(read if read.to else read._replace(to=enabled(settings)))
        problems += [_unknown(read, target) for target in read.to if notifier(target) is None]
    return Plan(tuple(rules), tuple(problems))


def defaults(settings: Settings) -> list[dict[str, Any]]:
    """A mail for each new issue, and the two thresholds."""
    alerts = settings.alerts
    percent = f"{alerts.error_rate_threshold * 100:.6f}".rstrip("0").rstrip(".")
    return [
        {"name": "New issue", "when": "new_issue"},
        {
            "name": "Critical errors",
            "when": f"errors >= {alerts.critical_threshold} in 1m",
            "every": "10m",
        },
        {"name": "Error rate", "when": f"error_rate > {percent}% in 5m", "every": "30m"},
    ]


def _unknown(read: Rule, target: str) -> str:
    known = ", ".join(NAMES)
    return f"ALERTS.RULES: the rule {read.name!r} goes to {target!r}; known are {known}."
