"""The project's own rules: conditions that all have to hold, and a fingerprint with blanks to fill.

{"exception": "billing.*", "message": "*deadline*", "fingerprint": ["billing", "{function}"]}
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from seismo_django.conf.table import Grouping
from seismo_django.events.grouping.failure import Failure, Group
from seismo_django.events.naming import is_like

FINGERPRINT = "fingerprint"
CONDITIONS = ("exception", "message", "logger", "transaction", "function")


def by_own_rules(
    event: dict[str, Any], exception: BaseException | None, settings: Grouping
) -> Group | None:
    facts = facts_of(event, exception, settings)
    for rule in settings.rules:
        if not unmet(rule, facts, exception):
            return filled(rule, facts)
    return None


def facts_of(
    event: dict[str, Any], exception: BaseException | None, settings: Grouping
) -> dict[str, str]:
    """What conditions ask for and blanks are filled with."""
    failure = Failure(exception or Exception(), event, tuple(settings.skip_modules))
    text = event.get("logentry") or {}
    said = text.get("message") or event.get("message") or ""
    return {
        "type": failure.type if exception is not None else "",
        "module": failure.frame[0],
        "function": failure.function,
        "transaction": failure.transaction,
        "logger": str(event.get("logger") or ""),
        "message": str(exception) if exception is not None else str(said),
    }


def unmet(
    rule: Mapping[str, Any], facts: Mapping[str, str], exception: BaseException | None
) -> str:
    """The first condition that does not hold, or what the rule lacks; empty when it fits."""
    asked = {name: rule[name] for name in CONDITIONS if name in rule}
    if not asked or FINGERPRINT not in rule:
        return "a condition and a fingerprint"
    glob = asked.pop("exception", None)
    if glob is not None and (exception is None or not is_like(exception, glob)):
        return "exception"
    return next((name for name, glob in asked.items() if not fnmatchcase(facts[name], glob)), "")


def filled(rule: Mapping[str, Any], facts: Mapping[str, str]) -> Group:
    return Group([_filled(str(part), facts) for part in rule[FINGERPRINT]])


def _filled(part: str, facts: Mapping[str, str]) -> str:
    """`{{ default }}` is the server's to fill."""
    for name, fact in facts.items():
        part = part.replace("{" + name + "}", fact)
    return part
