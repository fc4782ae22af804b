"""The tabs of the stream: which issues each shows."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Max, Q, QuerySet

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
        return _OF_VIEW[View.REVIEW] & _NOBODYS | _OPEN & _own(access)
    return _OF_VIEW[view]


def _own(access: Access) -> Q:
    """Assigned to the person, or to a team of theirs."""
    return Q(assigned_user=access.member.user_id) | Q(assigned_team__in=list(access.teams))


def count_views(matching: QuerySet[Issue], access: Access) -> ViewCounts:
    """One pass over the index of the states, for all views together."""
    states = matching.order_by().values_list("status", "substatus")
    rows = states.annotate(
        total=Count("pk"),
        newest=Max("pk"),
        own=Count("pk", filter=_own(access)),
        nobodys=Count("pk", filter=_NOBODYS),
    )
    counts: Counter[View] = Counter()
    newest_id = 0
    for status, substatus, total, newest, own, nobodys in rows:
        newest_id = max(newest_id, newest)
        counts.update(dict.fromkeys(_views_of(status, substatus), total))
        if status == Status.UNRESOLVED:
            counts[View.INBOX] += own + (nobodys if substatus in FOR_REVIEW else 0)
    return ViewCounts(dict(counts), newest_id)


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
