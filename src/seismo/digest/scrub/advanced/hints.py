"""What can be said of a rule without asking it: where it has nothing to do."""

from functools import lru_cache
from typing import Any

import msgspec
import re2

from seismo.digest.recent import Recent
from seismo.digest.scrub.advanced.detectors import HINTS
from seismo.digest.scrub.advanced.language import Rule
from seismo.digest.scrub.advanced.selectors import All, AnyOf, Name, Path, Selector

BY_NAME = frozenset(("password", "common"))
"""Types that a name gives away, too."""
LONGEST_REMEMBERED = 1000

_innocent = Recent(16_384)
"""Hashes of rules and of texts in which they found nothing: the same texts come with event after event."""
_encode = msgspec.json.Encoder().encode


def _names(selector: Selector) -> frozenset[str] | None:
    """Names of which one is that of every place that the selector matches; None when there is no such set."""
    if isinstance(selector, Path):
        last = selector.after[-1] if selector.after else None
        return frozenset((last.text,)) if isinstance(last, Name) else None
    if isinstance(selector, AnyOf):
        parts = [_names(part) for part in selector.parts]
        known = [part for part in parts if part is not None]
        return frozenset().union(*known) if len(known) == len(parts) else None
    if isinstance(selector, All):
        return next((names for part in selector.parts if (names := _names(part))), None)
    return None


@lru_cache(maxsize=1024)
def _hints(rule: Rule) -> tuple[Any, ...]:
    """Compiled patterns that all stand in the JSON of everything that the rule changes."""
    hints = [HINTS[rule.type]] if rule.type in HINTS else []
    names = _names(rule.selector)
    if names and all(name.isascii() and not name.isdigit() for name in names):
        hints.append(b"(?i)" + b"|".join(re2.escape(_encode(name)) for name in sorted(names)))
    return tuple(re2.compile(hint) for hint in hints)


def may_change(rule: Rule, data: bytes) -> bool:
    """Whether the rule may find anything to change in a value that is this JSON."""
    return all(hint.search(data) is not None for hint in _hints(rule))


def only_searches(rule: Rule) -> bool:
    """Whether the rule changes a text only for what it finds in it."""
    return rule.type != "anything" and rule.type not in BY_NAME


def is_innocent(rule: Rule, text: str) -> bool:
    """Whether the rule finds nothing in the text."""
    if len(text) > LONGEST_REMEMBERED:
        return not rule.spans(text)
    key = hash((rule.type, rule.pattern, text))
    if key in _innocent:
        return True
    if rule.spans(text):
        return False
    _innocent.add(key)
    return True
