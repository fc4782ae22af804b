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
    failure = Failure(exception or Exception(), event, tuple(settings.skip_modules))
    facts = _facts(failure, exception)
    for rule in settings.rules:
        if _holds(rule, facts, exception):
            return Group([_filled(str(part), facts) for part in rule[FINGERPRINT]])
    return None


def _facts(failure: Failure, exception: BaseException | None) -> dict[str, str]:
    event = failure.event
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


def _holds(
    rule: Mapping[str, Any], facts: Mapping[str, str], exception: BaseException | None
) -> bool:
    asked = {name: rule[name] for name in CONDITIONS if name in rule}
    if not asked or FINGERPRINT not in rule:
        return False
    glob = asked.pop("exception", None)
    if glob is not None and (exception is None or not is_like(exception, glob)):
        return False
    return all(fnmatchcase(facts[name], glob) for name, glob in asked.items())


def _filled(part: str, facts: Mapping[str, str]) -> str:
    """`{{ default }}` is the server's to fill."""
    for name, fact in facts.items():
        part = part.replace("{" + name + "}", fact)
    return part
