"""The tabs of the stream: which issues each shows."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from seismo.catalog.access import Access
from seismo.catalog.models import Issue
from seismo.model.issue import FOR_REVIEW, Status, Substatus


class View(StrEnum):
    """The values stand in addresses."""

    INBOX = "inbox"
    """What waits for this person: for review and nobody's, or theirs."""
    REVIEW = "review"
    UNRESOLVED = "unresolved"
    REGRESSED = "regressed"
    ESCALATING = "escalating"
    ARCHIVED = "archived"
    RESOLVED = "resolved"
    ALL = "all"


_OPEN = Q(status=Status.UNRESOLVED)
_NOBODYS = Q(assigned_user=None, assigned_team=None)
_OF_VIEW = {
    View.REVIEW: _OPEN & Q(substatus__in=FOR_REVIEW),
    View.UNRESOLVED: _OPEN,
    View.REGRESSED: _OPEN & Q(substatus=Substatus.REGRESSED),
    View.ESCALATING: _OPEN & Q(substatus=Substatus.ESCALATING),
    View.ARCHIVED: Q(status=Status.IGNORED),
    View.RESOLVED: Q(status=Status.RESOLVED),
    View.ALL: Q(),
}
_OF_SUBSTATUS = {Substatus.REGRESSED: View.REGRESSED, Substatus.ESCALATING: View.ESCALATING}


@dataclass(frozen=True, slots=True)
class ViewCounts:
    """How many issues each view has, and the largest id of all."""

    counts: dict[View, int]
    newest_id: int


def of_view(view: View, access: Access) -> Q:
    if view is View.INBOX:
        # What all parts have in common stands in front: by it the database walks the stream's index.
        return _OPEN & (Q(substatus__in=FOR_REVIEW) & _NOBODYS | _own(access))
    return _OF_VIEW[view]


def _own(access: Access) -> Q:
    """Assigned to the person, or to a team of theirs."""
    return Q(assigned_user=access.member.user_id) | Q(assigned_team__in=list(access.teams))


def count_views(matching: QuerySet[Issue], access: Access) -> ViewCounts:
    """One pass over the index of the states for all views; what is the person's own is counted by itself."""
    unordered = matching.order_by()
    # In the order of the index, which begins with the project: nothing has to be sorted.
    states = unordered.values_list("project_id", "status", "substatus").annotate(
        total=Count("*"), persons=Count("assigned_user_id"), teams=Count("assigned_team_id")
    )
    counts: Counter[View] = Counter()
    for _, status, substatus, total, persons, teams in states:
        counts.update(dict.fromkeys(_views_of(status, substatus), total))
        if status == Status.UNRESOLVED and substatus in FOR_REVIEW:
            counts[View.INBOX] += total - persons - teams
    counts[View.INBOX] += unordered.filter(_OPEN, _own(access)).count()
    newest = matching.order_by("-pk").values_list("pk", flat=True).first()
    return ViewCounts(dict(counts), newest or 0)


def _views_of(status: str, substatus: str) -> list[View]:
    """But for the inbox, which knows whose an issue is."""
    if status == Status.RESOLVED:
        return [View.ALL, View.RESOLVED]
    if status == Status.IGNORED:
        return [View.ALL, View.ARCHIVED]
    views = [View.ALL, View.UNRESOLVED]
    if substatus in FOR_REVIEW:
        views.append(View.REVIEW)
    if substatus in _OF_SUBSTATUS:
        views.append(_OF_SUBSTATUS[Substatus(substatus)])
    return views
