"""Organizations with people in them, and clients that act as these people without a server in between."""

import uuid

from django.conf import settings
from django.test import Client

from seismo.catalog.models import Member, Organization, Project, Team, TeamMember, User
from seismo.catalog.projects import active_key
from seismo.model.access import Role, TeamRole
from seismo.protocol.dsn import format_dsn
from support.app import App, TestProject


def new_organization() -> Organization:
    """With two teams, red and blue, of nobody."""
    name = f"org-{uuid.uuid4().hex[:12]}"
    made = Organization.objects.create(slug=name, name=name)
    for slug in ("red", "blue"):
        Team.objects.create(organization=made, slug=slug, name=slug.capitalize())
    return made


def new_member(
    organization: Organization,
    role: Role,
    team: str = "",
    team_role: TeamRole = TeamRole.CONTRIBUTOR,
) -> Member:
    """Somebody new, who cannot sign in with a password, in the team with that slug."""
    user = User.objects.create_user(f"{role}-{uuid.uuid4().hex[:12]}@example.test", None)
    member = Member.objects.create(organization=organization, user=user, role=role)
    if team:
        place = organization.teams.get(slug=team)
        TeamMember.objects.create(team=place, member=member, role=team_role)
    return member


def sender(app: App, project: Project) -> TestProject:
    """What an SDK needs to send to a project of any organization."""
    key = active_key(project)
    return TestProject(project.pk, project.slug, key, format_dsn(app.url, key, project.pk))


def client_as(app: App, user: User | None) -> Client:
    """A browser of this person on our own pages; None is somebody who is not signed in."""
    client = Client(headers={"sec-fetch-site": "same-origin"}, **{"seismo.stores": app.stores})
    client.raise_request_exception = False
    if user is not None:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client
