"""Everything that leaves the application goes through here: values, texts, payloads of items."""

from collections.abc import Callable
from typing import Any

from seismo_django.scrub.items import scrubbed
from seismo_django.scrub.literals import telling
from seismo_django.scrub.rules import Rules
from seismo_django.scrub.text import LiteralScrubber, TextScrubber
from seismo_django.scrub.walk import Changed, Walker


class Scrubber:
    """Cleans by the rules of one application. Threads may share it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._texts = TextScrubber(rules)

    def value(self, value: Any) -> Any:
        """The same object when it holds no secret."""
        return self._cleaned(value, lambda walker, value: walker.value(value))[0]

    def payload(self, kind: str, payload: Any) -> tuple[Any, int]:
        """The payload of an item of that type, and about how many characters it has."""
        cleaned, size = self._cleaned(payload, lambda walker, value: scrubbed(kind, value, walker))
        if self.rules.last is not None:
            cleaned = self.rules.last(cleaned, kind) or cleaned
        return cleaned, size

    def _cleaned(
        self, value: Any, walk: Callable[[Walker, Any], Changed | None]
    ) -> tuple[Any, int]:
        walker = Walker(self.rules, self._texts)
        changed = walk(walker, value)
        cleaned = value if changed is None else changed.value
        known = [*self.rules.literals, *telling(walker.seen)]
        read = "\n".join(walker.read)
        found = [literal for literal in known if literal in read]
        if found:
            again = walk(Walker(self.rules, LiteralScrubber(found)), cleaned)
            cleaned = cleaned if again is None else again.value
        return cleaned, len(read)
