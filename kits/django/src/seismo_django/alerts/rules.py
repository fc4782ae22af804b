"""The language of alert rules: `new_issue`, `errors > 10 in 5m`, `count(login.failed) > 5 in 1m`."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_COMPARED = re.compile(
    r"(?P<what>.+?)\s*(?P<operator>>=|>)\s*(?P<number>\d+(?:\.\d+)?)(?P<unit>%|s|ms)?\s+in\s+(?P<window>\S+)"
)
_DURATION = re.compile(r"(\d+)([smhd])")
_COUNTED = re.compile(r"count\(\s*(?P<name>[\w.-]+)\s*(?P<labels>(?:,\s*[\w.-]+\s*=[^,)]*)*)\)")

GRAMMAR = (
    'A condition is "new_issue", "errors > 10 in 5m", "error_rate > 1% in 5m" or '
    '"count(login.failed, role=Manager) > 5 in 1m"; > may be >=, times end in s, m, h or d.'
)
LEAST_REQUESTS = 100
"""Below it a share of failed requests says nothing."""


class NotARule(ValueError):
    """With a sentence that says what cannot be read."""


class Condition(NamedTuple):
    kind: str
    """`new_issue`, `errors`, `error_rate`, `count` or `p95`, which only a server can answer."""
    limit: float = 0
    is_inclusive: bool = False
    window: int = 0
    """Seconds."""
    metric: str = ""
    labels: tuple[tuple[str, str], ...] = ()

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.is_inclusive else value > self.limit


class Rule(NamedTuple):
    name: str
    when: Condition
    to: tuple[str, ...]
    """Channels, of mail with the address: `slack`, `email`, `email:dev@example.com`."""
    every: int
    """Seconds in which it alerts once at most; 0 does not limit."""
    text: str = ""
    """The condition as it was said."""


def rule(said: Mapping[str, Any]) -> Rule:
    """Read one rule of ALERTS.RULES. Raises NotARule."""
    unknown = set(said) - {"name", "when", "to", "every"}
    if unknown or "when" not in said:
        raise NotARule(f"A rule has name, when, to and every; this one has {sorted(said)}.")
    to = said.get("to", ())
    text = str(said["when"])
    return Rule(
        str(said.get("name", text)),
        condition(text),
        (to,) if isinstance(to, str) else tuple(map(str, to)),
        duration(str(said.get("every", "0s"))),
        text,
    )


def condition(text: str) -> Condition:
    """Read the `when` of a rule. Raises NotARule."""
    if text.strip() == "new_issue":
        return Condition("new_issue")
    compared = _COMPARED.fullmatch(text.strip())
    if compared is None:
        raise NotARule(f"{text!r} is no condition. {GRAMMAR}")
    limit, unit = float(compared["number"]), compared["unit"] or ""
    kind, metric, labels = _what(compared["what"], unit, text)
    return Condition(
        kind,
        limit / 100 if unit == "%" else limit,
        compared["operator"] == ">=",
        duration(compared["window"]),
        metric,
        labels,
    )


def _what(what: str, unit: str, text: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """What is compared, and with which unit that makes sense."""
    units = {"errors": ("",), "error_rate": ("%",), "p95(duration)": ("s", "ms")}
    if unit in units.get(what, ()):
        return what.removesuffix("(duration)"), "", ()
    counted = _COUNTED.fullmatch(what)
    if counted is None or unit:
        raise NotARule(f"{text!r} is no condition. {GRAMMAR}")
    pairs = [pair.partition("=") for pair in counted["labels"].split(",") if pair.strip()]
    labels = sorted((name.strip(), value.strip()) for name, _, value in pairs)
    return "count", counted["name"], tuple(labels)


def duration(text: str) -> int:
    """`5m` in seconds. Raises NotARule."""
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise NotARule(f"{text!r} is no duration; 30s, 5m, 1h and 1d are.")
    return int(found[1]) * _SECONDS[found[2]]
