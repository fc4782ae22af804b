"""Removes secrets from an event before anything of it is kept."""

from typing import NamedTuple

import msgspec

from seismo.digest.scrub.literals import counted, found_elsewhere
from seismo.digest.scrub.marks import Mark, merged
from seismo.digest.scrub.recent import Recent
from seismo.digest.scrub.rules import Rules, rules_of
from seismo.digest.scrub.scan import Hits, hits_in, scanned
from seismo.digest.scrub.text import TextScrubber
from seismo.digest.scrub.walk import Walker
from seismo.model.event import Event
from seismo.model.project import Scrubbing

_innocent_code = Recent(1024)
"""The code of stacks without a secret: most events come with a stack that came before."""


class _Walked(NamedTuple):
    event: Event
    marks: list[Mark]
    seen: list[str]


def _walked(event: Event, rules: Rules, texts: TextScrubber, hits: Hits) -> _Walked:
    walker = Walker(rules, texts, hits)
    return _Walked(walker.event(event), walker.marks, texts.seen)


def _without_secrets(event: Event, rules: Rules) -> _Walked:
    # A project's own word may be the name of a field, and code is remembered without these.
    scan = scanned(event, rules, _innocent_code if rules.sensitive is None else None)
    texts = TextScrubber(rules)
    hits = hits_in(scan, rules, texts)
    for key, frames in scan.new:
        if hits.units.isdisjoint(map(id, frames)):
            _innocent_code.add(key)
    walked = _walked(event, rules, texts, hits)
    elsewhere = found_elsewhere(counted(walked.seen), (scan.data, *scan.known))
    if not elsewhere:
        return walked
    # Once more from the start: so each text is cleaned once, and its remarks have the right places.
    texts = TextScrubber(rules, elsewhere)
    hits = hits_in(scanned(event, rules), rules, texts, elsewhere.values())
    return _walked(event, rules, texts, hits)


def scrub(event: Event, scrubbing: Scrubbing) -> Event:
    """The event without secrets; `event.meta` says what was removed where and by which rule.

    What held no secret is the same object in the result. An event that was scrubbed before comes
    back unchanged.
    """
    if not scrubbing.enabled:
        return event
    walked = _without_secrets(event, rules_of(scrubbing))
    if walked.event is event:
        return event
    return msgspec.structs.replace(walked.event, meta=merged(walked.event.meta, walked.marks))
