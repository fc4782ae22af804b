"""Removes secrets from an event before anything of it is kept."""

from collections.abc import Callable
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from msgspec.structs import replace

from seismo.digest.recent import Recent
from seismo.digest.scrub.advanced.apply import apply_rules
from seismo.digest.scrub.advanced.shapes import EVENT
from seismo.digest.scrub.literals import counted, found_elsewhere
from seismo.digest.scrub.marks import Mark, merged
from seismo.digest.scrub.rules import Rules, rules_of
from seismo.digest.scrub.scan import Hits, Scan, hits_in, scanned
from seismo.digest.scrub.text import TextScrubber
from seismo.digest.scrub.walk import Walker
from seismo.digest.spelled import Spelled
from seismo.digest.stages import Stages, alone
from seismo.model.event import Event
from seismo.model.project import Scrubbing

Value = TypeVar("Value")

innocent = Recent(8192)
"""Code of stacks and variables of frames without a secret: most events come with some that came before."""


class Walked(NamedTuple, Generic[Value]):
    value: Value
    marks: list[Mark]


def _remember_innocent(scan: Scan, hits: Hits) -> None:
    for key, frames in scan.new:
        if hits.units.isdisjoint(map(id, frames)):
            innocent.add(key)


def walked(
    scan: Callable[[Recent | None], Scan], rules: Rules, walk: Callable[[Walker], Value]
) -> Stages[Walked[Value]]:
    """What `walk` makes of it with a walker who knows every hit in the scan."""
    # A project's own word may be the name of a field, and what is remembered is so without these.
    first = scan(innocent if rules.sensitive is None else None)
    yield
    texts = TextScrubber(rules)
    hits = hits_in(first, rules, texts)
    _remember_innocent(first, hits)
    yield
    walker = Walker(rules, texts, hits)
    value = walk(walker)
    yield
    elsewhere = found_elsewhere(counted(texts.seen), first.data, first.known)
    if not elsewhere:
        return Walked(value, walker.marks)
    # Once more from the start: so each text is cleaned once, and its remarks have the right places.
    texts = TextScrubber(rules, elsewhere)
    walker = Walker(rules, texts, hits_in(scan(None), rules, texts, elsewhere.values()))
    return Walked(walk(walker), walker.marks)


def scrub(event: Event, scrubbing: Scrubbing) -> Event:
    """The event without secrets; `event.meta` says what was removed where and by which rule.

    What held no secret is the same object in the result. An event that was scrubbed before comes
    back unchanged.
    """
    return alone(scrubbed(event, scrubbing, Spelled()))


def scrubbed(event: Event, scrubbing: Scrubbing, spelled: Spelled) -> Stages[Event]:
    """What `scrub` makes of it."""
    if not scrubbing.enabled:
        return event
    rules = rules_of(scrubbing)
    before, noted = apply_rules(event, rules.advanced, EVENT) if rules.advanced else (event, [])
    after, marks = before, noted
    if rules.scanner is not None:
        scan = partial(scanned, before, rules, spelled)
        after, found = yield from walked(scan, rules, lambda walker: walker.event(before))
        marks = noted + found
    return after if after is event else replace(after, meta=merged(after.meta, marks))
