"""What the bar of actions on an issue's page offers, and to whom."""

from dataclasses import dataclass

from django.http import HttpRequest

from seismo.catalog.issues import state_of
from seismo.catalog.lookups import Given
from seismo.catalog.models import Bookmark, Issue, Subscription, Team, User
from seismo.catalog.prepared import Prepared
from seismo.catalog.releases import newest_release
from seismo.model.access import Permission
from seismo.model.issue import Priority, Status, Substatus
from seismo.queries.issues import name_of
from seismo.queries.people import Assignees, assignees
from seismo.web.http import access, signed_in_user

PRIORITIES = tuple(Priority)
FORM = "issue-action"
"""The form of which all buttons of the bar are."""
_BOOKMARKS = Prepared(
    lambda: Bookmark.objects.filter(issue=Given("issue"), user=Given("user")).values_list("pk")
)
_SUBSCRIPTIONS = Prepared(
    lambda: Subscription.objects.filter(
        issue=Given("issue"), user=Given("user"), is_active=True
    ).values_list("pk")
)


@dataclass(frozen=True, slots=True)
class ActionBar:
    short_id: str
    issue: Issue
    newest: str
    """The newest release of the project: what the next one comes after."""
    people: list[User]
    """Without the user, who is first anyway."""
    teams: list[Team]
    is_bookmarked: bool
    is_subscribed: bool
    may_triage: bool
    may_delete: bool
    form: str = FORM
    priorities: tuple[Priority, ...] = PRIORITIES

    @property
    def is_resolved(self) -> bool:
        return self.issue.status == Status.RESOLVED

    @property
    def is_archived(self) -> bool:
        return self.issue.status == Status.IGNORED

    @property
    def state(self) -> str:
        """What a resolved or archived issue is, with its terms."""
        terms = state_of(self.issue).terms
        if self.is_archived and terms is None:
            forever = self.issue.substatus == Substatus.ARCHIVED_FOREVER
            return "archived for good" if forever else "archived until it escalates"
        return f"{'archived' if self.is_archived else 'resolved'} {terms.sentence if terms else ''}".rstrip()

    @property
    def assignee(self) -> str:
        user, team = self.issue.assigned_user, self.issue.assigned_team
        if user is not None:
            return user.name or user.email
        return f"#{team.slug}" if team else ""


def bar_of(request: HttpRequest, issue: Issue) -> ActionBar:
    user, person = signed_in_user(request), access(request)
    may_triage = person.may(Permission.TRIAGE, issue.project)
    newest = newest_release(issue.project, issue.last_release) if may_triage else None
    choice = assignees(person) if may_triage else Assignees([], [])
    own = {"issue": issue.pk, "user": user.pk}
    return ActionBar(
        short_id=name_of(issue),
        issue=issue,
        newest=newest.name if newest else "",
        people=choice.people,
        teams=choice.teams,
        is_bookmarked=bool(_BOOKMARKS.rows(**own)),
        is_subscribed=bool(_SUBSCRIPTIONS.rows(**own)),
        may_triage=may_triage,
        may_delete=person.may(Permission.DELETE_EVENTS, issue.project),
    )
