"""One text without its secrets."""

import re
from collections.abc import Iterable
from enum import IntEnum, auto

from seismo.digest.recent import Recent
from seismo.digest.scrub.assignments import assigned_secrets
from seismo.digest.scrub.patterns import email_spans, shape_spans
from seismo.digest.scrub.rules import Rules
from seismo.digest.scrub.spans import FILTERED, Cleaned, Remark, Span, filtered, replaced

SENSITIVE_RULE = "@sensitive_field:filter"
LITERAL_RULE = "@literal:filter"
LIMIT_RULE = "!limit"
MOST_CHARACTERS = 200_000
"""Of suspicious texts that are looked into, per event. Fields are far shorter (semantics.md section 3.6):
what comes after that many is hostile, and is removed whole."""

_WORDS = re.compile(r"[A-Za-z_]{1,15}")
"""Too short for a token that has no digit."""


def _removed(rule: str) -> Cleaned:
    return Cleaned(FILTERED, (Remark(rule, "s", 0, len(FILTERED)),))


_innocent = Recent(8192)
"""Hashes of texts that hold no secret. The same come with event after event."""
LONGEST_REMEMBERED = 1000
_NOTHING: tuple[None, list[str]] = (None, [])


class Use(IntEnum):
    """What a text is in the event."""

    VALUE = auto()
    SOURCE = auto()
    """A line of a program: only literals in it are values."""
    REPLACED = auto()
    """The text of a log: a secret in it is replaced by the name of its type, and so is a mail address.

    It is never removed as a whole (semantics.md 3.2).
    """
    NAME = auto()
    """It may hold a secret like any text, but a project's own word in it speaks of the value."""


class TextScrubber:
    """Cleans texts by a project's rules, and remembers the secrets that it saw.

    Each text is judged once, however often it stands in the event.
    """

    def __init__(self, rules: Rules, literals: Iterable[str] = ()) -> None:
        self.seen: list[str] = []
        """Every secret that stood whole behind a name, once per place."""
        self._rules = rules
        self._budget = MOST_CHARACTERS
        self._memory: dict[tuple[str, Use], tuple[Cleaned | None, list[str]]] = {}
        longest_first = sorted(literals, key=len, reverse=True)
        self._literals = (
            re.compile(
                "(?<![A-Za-z0-9])(?:" + "|".join(map(re.escape, longest_first)) + ")(?![A-Za-z0-9])"
            )
            if longest_first
            else None
        )

    def clean(self, text: str, use: Use = Use.VALUE) -> Cleaned | None:
        """None when the text holds no secret."""
        cleaned, literals = self._remembered(text, use)
        self.seen += literals
        return cleaned

    def holds_secret(self, text: str) -> bool:
        """As a value. Does not count as having seen the secret."""
        return self._remembered(text, Use.VALUE)[0] is not None

    def _remembered(self, text: str, use: Use) -> tuple[Cleaned | None, list[str]]:
        known = self._memory.get((text, use))
        if known is None:
            known = self._memory[text, use] = self._known_or_judged(text, use)
        return known

    def _known_or_judged(self, text: str, use: Use) -> tuple[Cleaned | None, list[str]]:
        if self._literals is not None or len(text) > LONGEST_REMEMBERED:
            return self._judged(text, use)
        key = hash((self._rules.key, text, use))
        if key in _innocent:
            return _NOTHING
        judged = self._judged(text, use)
        if judged[0] is None:
            _innocent.add(key)
        return judged

    def _judged(self, text: str, use: Use) -> tuple[Cleaned | None, list[str]]:
        sensitive = self._rules.sensitive
        whole = sensitive if use < Use.REPLACED else None
        if whole is not None and whole.search(text):
            return (None if text == FILTERED else _removed(SENSITIVE_RULE)), []
        if self._literals is None and _WORDS.fullmatch(text):
            return None, []
        self._budget -= len(text)
        if self._budget < 0:
            return _removed(LIMIT_RULE), []
        assigned = assigned_secrets(text, self._rules.kind_of, source=use is Use.SOURCE)
        spans = [found.span for found in assigned]
        if self._rules.defaults:
            spans += shape_spans(text)
        if self._literals is not None:
            spans += [
                Span(found.start(), found.end(), LITERAL_RULE)
                for found in self._literals.finditer(text)
            ]
        if use is Use.REPLACED:
            spans += email_spans(text) if self._rules.defaults else []
            if sensitive is not None:
                spans += [Span(*found.span(), SENSITIVE_RULE) for found in sensitive.finditer(text)]
        if not spans:
            return None, []
        literals = [text[found.span.start : found.span.end] for found in assigned if found.literal]
        cleaned = replaced(text, spans) if use is Use.REPLACED else filtered(text, spans)
        return cleaned, literals
