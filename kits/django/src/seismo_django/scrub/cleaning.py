"""Everything that leaves the application goes through here: values, texts, payloads of items."""

from functools import partial
from typing import Any

from seismo_django.scrub.items import NOTED, scrubbed
from seismo_django.scrub.literals import telling
from seismo_django.scrub.posted import without_posted
from seismo_django.scrub.rules import Rules
from seismo_django.scrub.scan import Scan
from seismo_django.scrub.texts import LiteralScrubber, TextScrubber
from seismo_django.scrub.walk import Part, Walker


class Scrubber:
    """Cleans by the rules of one application. Threads may share it."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._texts = TextScrubber(rules)

    def value(self, value: Any) -> Any:
        """The same object when it holds no secret."""
        walker = Walker(self.rules, self._texts)
        return self._cleaned(value, walker, Walker.value)[0]

    def payload(self, kind: str, payload: Any) -> tuple[Any, int]:
        """The payload of an item of that type, and about how many characters it has."""
        if kind == "transaction":
            payload = without_posted(payload)
        walker = self._walker(kind, payload)
        walk = partial(scrubbed, kind)
        cleaned, size = self._cleaned(payload, walker, walk)
        if self.rules.last is not None:
            cleaned = self.rules.last(cleaned, kind) or cleaned
        return cleaned, size

    def without(self, event: dict[str, Any], secrets: list[str]) -> dict[str, Any]:
        """An event without these, where they stand for themselves."""
        known = telling(secrets)
        if not known:
            return event
        changed = scrubbed("event", Walker(self.rules, LiteralScrubber(known)), event)
        return event if changed is None else changed.value

    def _walker(self, kind: str, payload: Any) -> Walker:
        """Of events, which are large, most parts need no walk."""
        if kind not in NOTED or not isinstance(payload, dict):
            return Walker(self.rules, self._texts)
        scan = Scan(self.rules, self._texts).event(payload)
        walker = Walker(self.rules, self._texts, scan.clean)
        walker.read = scan.read
        return walker

    def _cleaned(self, value: Any, walker: Walker, walk: Part) -> tuple[Any, int]:
        changed = walk(walker, value)
        cleaned = value if changed is None else changed.value
        known = [*self.rules.literals, *telling(walker.seen)]
        read = "\n".join(walker.read)
        found = [literal for literal in known if literal in read]
        if found:
            again = walk(Walker(self.rules, LiteralScrubber(found)), cleaned)
            cleaned = cleaned if again is None else again.value
        return cleaned, len(read)
