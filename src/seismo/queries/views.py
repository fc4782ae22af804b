"""The tabs of the stream: which issues each shows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from seismo.catalog.access import Access
from seismo.catalog.lookups import Given, Values
from seismo.catalog.models import Issue
from seismo.catalog.prepared import Prepared
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
    """How many issues each view has."""

    counts: dict[View, int]
    newest_id: int
    """The largest that there is: an issue that comes later has a larger one."""


def of_view(view: View, access: Access) -> Q:
    return prepared_view(view, access.member.user_id, Values(list(access.teams)))


def prepared_view(view: View, user: int | Given, teams: Values | Given) -> Q:
    """The issues of a view, as this user with these teams sees it."""
    if view is View.INBOX:
        # What all parts have in common stands in front: by it the database walks the stream's index.
        return _OPEN & (Q(substatus__in=FOR_REVIEW) & _NOBODYS | _own(user, teams))
    return _OF_VIEW[view]


def _own(user: int | Given, teams: Values | Given) -> Q:
    """Assigned to the person, or to a team of theirs."""
    return Q(assigned_user=user) | Q(assigned_team__among=teams)


def count_views(matching: QuerySet[Issue], access: Access) -> ViewCounts:
    """One pass over the index of the states for all views; what is the person's own is counted by itself."""
    own = _count_own(access)
    if own:
        user, teams = access.member.user_id, Values(list(access.teams))
        own = matching.order_by().filter(_OPEN, _own(user, teams)).count()
    return ViewCounts(_counted(_states(matching), own), _newest_id(access))


def count_all(access: Access) -> ViewCounts:
    """As `count_views`, of all issues that the person sees."""
    states = _STATES.rows(projects=Values(access.project_ids))
    return ViewCounts(_counted(states, _count_own(access)), _newest_id(access))


_State = tuple[int, str, str, int, int, int]
"""Project, status and substatus; how many issues, those of persons, those of teams."""


def _states(issues: QuerySet[Issue]) -> QuerySet[Issue, _State]:
    # In the order of the index, which begins with the project: nothing has to be sorted.
    return (
        issues.order_by()
        .values_list("project_id", "status", "substatus")
        .annotate(
            total=Count("*"), persons=Count("assigned_user_id"), teams=Count("assigned_team_id")
        )
    )


def _count_own(access: Access) -> int:
    """Of all that the person sees."""
    return _OWN.count(
        projects=Values(access.project_ids),
        user=access.member.user_id,
        teams=Values(list(access.teams)),
    )


def _newest_id(access: Access) -> int:
    (newest,) = _NEWEST.first(projects=Values(access.project_ids)) or (0,)
    return newest


def _counted(states: Iterable[_State], own: int) -> dict[View, int]:
    counts: Counter[View] = Counter()
    for _, status, substatus, total, persons, teams in states:
        counts.update(dict.fromkeys(_views_of(status, substatus), total))
        if status == Status.UNRESOLVED and substatus in FOR_REVIEW:
            counts[View.INBOX] += total - persons - teams
    counts[View.INBOX] += own
    return dict(counts)


def _seen() -> QuerySet[Issue]:
    return Issue.objects.filter(project_id__among=Given("projects"))


_STATES = Prepared(lambda: _states(_seen()))
_OWN = Prepared(
    lambda: _seen().filter(_OPEN, _own(Given("user"), Given("teams"))).values_list("pk")
)
_NEWEST = Prepared(lambda: _seen().order_by("-pk").values_list("pk")[:1])


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
