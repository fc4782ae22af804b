"""One text without its secrets."""

import re
from collections.abc import Iterable
from typing import Protocol

from seismo_django.scrub.assignments import assigned_secrets
from seismo_django.scrub.hints import Hints
from seismo_django.scrub.patterns import shape_spans
from seismo_django.scrub.personal import personal_spans
from seismo_django.scrub.recent import Recent
from seismo_django.scrub.rules import Rules
from seismo_django.scrub.said import told_spans
from seismo_django.scrub.spans import FILTERED, Cleaned, Remark, Span, filtered

LONGEST = 16_384
"""Characters of a text that are sent. What is longer is cut before anything looks at it."""
LONGEST_REMEMBERED = 1000
PATTERN_RULE = "@own:filter"
LITERAL_RULE = "@literal:filter"


class Texts(Protocol):
    def clean(self, text: str, seen: list[str]) -> Cleaned | None:
        """None when the text holds no secret. Secrets that a name gave away are added to `seen`."""


class TextScrubber:
    """Cleans texts by the rules of an application, and remembers which are clean."""

    def __init__(self, rules: Rules) -> None:
        self.innocent_names: set[str] = set()
        """Names that say nothing about their values."""
        self._rules = rules
        self._hints = Hints(rules)
        self._clean: Recent[str] = Recent(4096)

    def clean(self, text: str, seen: list[str]) -> Cleaned | None:
        if text in self._clean:
            return None
        if len(text) > LONGEST:
            return self._cut(text, seen)
        spans = self._spans(text, seen) if self._hints.suspicious((text,)) else []
        if spans:
            return filtered(text, spans)
        if len(text) <= LONGEST_REMEMBERED:
            self._clean.add(text)
        return None

    def dirty(self, texts: list[str]) -> set[str]:
        """Those of many texts that `clean` would change."""
        new = self._clean.without(texts)
        dirty = {text for text in new if len(text) > LONGEST}
        new -= dirty
        dirty.update(text for text in self._hints.suspicious(list(new)) if self._spans(text, []))
        self._clean.add_all([text for text in new - dirty if len(text) <= LONGEST_REMEMBERED])
        return dirty

    def _spans(self, text: str, seen: list[str]) -> list[Span]:
        spans: list[Span] = []
        for assigned in assigned_secrets(text, self._rules.kind_of):
            spans.append(assigned.span)
            if assigned.literal:
                seen.append(text[assigned.span.start : assigned.span.end])
        spans += told_spans(text)
        spans += shape_spans(text)
        spans += personal_spans(text, self._rules.privacy)
        for pattern in self._rules.patterns:
            spans += (Span(*found.span(), PATTERN_RULE) for found in pattern.finditer(text))
        return spans

    def _cut(self, text: str, seen: list[str]) -> Cleaned:
        kept = text[:LONGEST]
        spans = self._spans(kept, seen)
        cleaned = filtered(kept, spans) if spans else Cleaned(kept, ())
        end = len(cleaned.text)
        return Cleaned(
            cleaned.text + "...", (*cleaned.remarks, Remark("!limit", "x", end, end + 3))
        )


class LiteralScrubber:
    """Removes secrets that are known by value."""

    def __init__(self, literals: Iterable[str]) -> None:
        longest_first = sorted(filter(None, literals), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or "(?!)")

    def clean(self, text: str, seen: list[str]) -> Cleaned | None:
        spans = self.spans(text)
        return filtered(text, spans) if spans else None

    def spans(self, text: str) -> list[Span]:
        return [Span(*found.span(), LITERAL_RULE) for found in self._pattern.finditer(text)]


def whole(rule: str) -> Cleaned:
    """A value of which nothing may stay."""
    return Cleaned(FILTERED, (Remark(rule, "s", 0, len(FILTERED)),))
