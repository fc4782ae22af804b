"""Giving issues to whom the ownership rules of their project name."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from seismo.catalog import following
from seismo.catalog import issues as catalog
from seismo.catalog.models import Issue, Member, Project, SubscriptionReason, Team
from seismo.model.change import Assignee, ChangeDetail
from seismo.model.issue import ChangeKind


class Owned(NamedTuple):
    issue: Issue
    owners: Sequence[str]
    """Mail addresses, and teams as `#slug`; the first that exists gets the issue."""
    now: float
    """Unix seconds."""


def assign(wanted: Iterable[Owned]) -> None:
    """Where nobody has the issue yet. Call inside the transaction in which the issues change."""
    free = [
        each for each in wanted if not (each.issue.assigned_user_id or each.issue.assigned_team_id)
    ]
    if not free:
        return
    projects = {each.issue.project_id for each in free}
    organizations = dict(Project.objects.filter(pk__in=projects).values_list("pk", "organization"))
    known: dict[int, Mapping[str, Assignee]] = {}
    for each in free:
        organization_id = organizations[each.issue.project_id]
        if organization_id not in known:
            known[organization_id] = owners_in(organization_id)
        assignees = known[organization_id]
        found = next((assignees[name] for name in each.owners if name in assignees), None)
        if found is not None:
            _give(each, found)


def owners_in(organization_id: int) -> dict[str, Assignee]:
    """Everybody who can be an owner, by the names that rules have for them."""
    members = Member.objects.filter(organization_id=organization_id).select_related("user")
    teams = Team.objects.filter(organization_id=organization_id)
    people = {
        member.user.email.lower(): Assignee(
            member.user.name or member.user.email, user_id=member.user_id
        )
        for member in members
    }
    return people | {f"#{team.slug}": Assignee(f"#{team.slug}", team_id=team.pk) for team in teams}


def _give(each: Owned, to: Assignee) -> None:
    Issue.objects.filter(pk=each.issue.pk).update(
        assigned_user=to.user_id, assigned_team=to.team_id
    )
    if to.user_id:
        following.subscribe([each.issue.pk], [to.user_id], SubscriptionReason.ASSIGNED)
    sentence = f"Assigned to {to.name} by the project's ownership rules."
    detail = ChangeDetail(sentence=sentence, assignee=to)
    catalog.add_note(each.issue, ChangeKind.ASSIGNED, each.now, detail)
