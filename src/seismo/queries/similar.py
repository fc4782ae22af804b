"""Issues that are probably the same bug as another one: their titles and their places are alike."""

import re
from dataclasses import dataclass

from django.db.models import Q

from seismo.catalog.models import Issue
from seismo.queries.issues import name_of, title_parts

LOOKED_AT = 500
"""Of the issues with the same type or place, the ones that were seen last."""
SHOWN = 5
ENOUGH = 0.6
WORDS, TYPE, PLACE = 0.5, 0.3, 0.2
"""How much each counts: the share of common words in the messages, the same type, the same culprit."""
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Similar:
    issue: Issue
    short_id: str
    score: float
    """Between 0 and 1."""
    because: str
    """What is alike, in words."""


def similar_to(issue: Issue) -> list[Similar]:
    """The most similar first; those of the same project, because only they can become one issue."""
    kind, _ = title_parts(issue)
    alike = Q(title__startswith=f"{kind}: ") | Q(title=issue.title)
    if issue.culprit:
        alike |= Q(culprit=issue.culprit)
    others = Issue.objects.filter(alike, project_id=issue.project_id).exclude(pk=issue.pk)
    found = []
    for other in others.order_by("-last_seen")[:LOOKED_AT]:
        other.project = issue.project
        found.append(_compared(issue, other))
    found.sort(key=lambda each: (-each.score, -each.issue.times_seen, each.issue.pk))
    return [each for each in found[:SHOWN] if each.score >= ENOUGH]


def _compared(issue: Issue, other: Issue) -> Similar:
    kind, message = title_parts(issue)
    other_kind, other_message = title_parts(other)
    common = shared_words(message or kind, other_message or other_kind)
    reasons = [f"{common:.0%} of the words"] if common else []
    score = WORDS * common
    if kind == other_kind:
        score += TYPE
        reasons.append("the type")
    if issue.culprit and issue.culprit == other.culprit:
        score += PLACE
        reasons.append("the place")
    return Similar(other, name_of(other), score, " and ".join(reasons))


def shared_words(one: str, two: str) -> float:
    """Of all words of two texts, the share that both have; numbers and ids are no words. Without words: 1."""
    first, second = ({*map(str.lower, _WORD.findall(text))} for text in (one, two))
    return len(first & second) / len(first | second) if first | second else 1.0
