"""Removes secrets from an event before anything of it is kept."""

from typing import NamedTuple

import msgspec

from seismo.digest.scrub.literals import counted, found_elsewhere
from seismo.digest.scrub.marks import Mark, merged
from seismo.digest.scrub.rules import Rules, rules_of
from seismo.digest.scrub.scan import Hits, Scan, hits_in, scanned
from seismo.digest.scrub.text import TextScrubber
from seismo.digest.scrub.walk import Walker
from seismo.model.event import Event
from seismo.model.project import Scrubbing


class _Walked(NamedTuple):
    event: Event
    marks: list[Mark]
    seen: list[str]


def _walked(event: Event, rules: Rules, texts: TextScrubber, hits: Hits) -> _Walked:
    walker = Walker(rules, texts, hits)
    return _Walked(walker.event(event), walker.marks, texts.seen)


def _without_secrets(event: Event, rules: Rules, scan: Scan) -> _Walked:
    texts = TextScrubber(rules)
    walked = _walked(event, rules, texts, hits_in(scan, rules, texts))
    elsewhere = found_elsewhere(counted(walked.seen), scan.data)
    if not elsewhere:
        return walked
    # Once more from the start: so each text is cleaned once, and its remarks have the right places.
    texts = TextScrubber(rules, elsewhere)
    hits = hits_in(scan, rules, texts, elsewhere.values())
    return _walked(event, rules, texts, hits)


def scrub(event: Event, scrubbing: Scrubbing) -> Event:
    """The event without secrets; `event.meta` says what was removed where and by which rule.

    What held no secret is the same object in the result. An event that was scrubbed before comes
    back unchanged.
    """
    if not scrubbing.enabled:
        return event
    walked = _without_secrets(event, rules_of(scrubbing), scanned(event))
    if walked.event is event:
        return event
    return msgspec.structs.replace(walked.event, meta=merged(walked.event.meta, walked.marks))
