"""Every route of the application, walked as everybody there is, against the table in support.routes."""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone
from support.app import PASSWORD, App, envelope, error, items
from support.forms import offered
from support.members import client_as, new_member, new_organization, sender
from support.routes import PEOPLE, ROWS, Row

from seismo.catalog.models import ApiToken, Comment, Invitation, Issue, Member, Project, SavedSearch
from seismo.catalog.people import hashed
from seismo.catalog.projects import create_project
from seismo.catalog.settings import save_section
from seismo.model.access import Membership, Role, TeamRole
from seismo.queries.issues import name_of

SECRET = "Hushed"
"""The name of the project, found in its slug and its short ids, too."""
LEADING = "sentry_address"


@dataclass(frozen=True)
class World:
    clients: Mapping[str, Client]
    names: Mapping[str, str]
    """What stands in addresses and forms, of the organization that all but the stranger are in."""


@pytest.fixture(scope="module")
def world(app: App) -> World:
    organization = new_organization()
    save_section(organization, Membership(is_open=False))
    made = create_project(organization, SECRET, "python", organization.teams.get(slug="red"))
    people = {
        "owner": new_member(organization, Role.OWNER, "red"),
        "manager": new_member(organization, Role.MANAGER, "red"),
        "admin": new_member(organization, Role.ADMIN, "red"),
        "lead": new_member(organization, Role.MEMBER, "red", TeamRole.ADMIN),
        "member": new_member(organization, Role.MEMBER, "red"),
        "reader": new_member(organization, Role.READ_ONLY, "red"),
        "outsider": new_member(organization, Role.MEMBER, "blue"),
        "stranger": new_member(new_organization(), Role.OWNER),
    }
    people["stranger"].organization.teams.all().delete()
    for member in people.values():
        member.user.set_password(PASSWORD)
        member.user.save()
    clients = {name: client_as(app, member.user) for name, member in people.items()}
    for client in clients.values():
        client.post("/confirm/", {"password": PASSWORD})
    names = _names(app, made, clients["owner"], people["member"]) | _own(people["owner"])
    return World(clients | {"nobody": client_as(app, None)}, names)


def _names(app: App, made: Project, owner: Client, member: Member) -> dict[str, str]:
    project = sender(app, made)
    event_id = app.send(project, error(function="pay", breadcrumbs=[{"message": "before"}]))
    app.post(project, envelope(error(function="ship")))
    file = b'{"type":"attachment","length":1,"filename":"a.txt"}\nx\n'
    app.post(project, items(event_id) + file)
    app.wait_until_idle()
    issue = Issue.objects.get(project=made, last_event_id=event_id)
    other = Issue.objects.exclude(pk=issue.pk).get(project=made)
    short_id = name_of(issue)
    page = owner.get(reverse("issue_attachments", args=[short_id])).content.decode()
    place = re.search(r"/files/(\d+)-(\d+)/", page)
    assert place, page
    return {
        "slug": made.slug,
        "project": made.slug,
        "organization": made.organization.slug,
        "org": made.organization.slug,
        "short_id": short_id,
        "issue": str(issue.pk),
        "other_issue": name_of(other),
        "event_id": event_id,
        "event": event_id,
        "offset": place[1],
        "row": place[2],
        "name": "environment",
        "hash": issue.hashes.values_list("hash", flat=True)[0],
        "undo": _undo(owner, short_id),
        "comment_id": str(_comment(issue, member).pk),
        "key_id": str(made.keys.get().pk),
        "platform": "python",
        "provider_id": "nowhere",
        "member_id": str(member.pk),
        "invitation_id": str(_invitation(made).pk),
        "token": "good-token",
        "kind": "live",
        "rest": "elsewhere/",
    }


def _own(member: Member) -> dict[str, str]:
    """What somebody has alone, and the passkey of somebody who walks nowhere."""
    other = new_member(member.organization, Role.MEMBER)
    passkey = Authenticator.objects.create(
        user=other.user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )
    login = UserSession.objects.filter(user=member.user)[0]
    tokens = [
        ApiToken.objects.create(
            **holder,
            name="Deploy",
            token_hash=uuid.uuid4().hex,
            ending="0000",
            created=timezone.now(),
        )
        for holder in ({"user": member.user}, {"organization": member.organization})
    ]
    search = SavedSearch.objects.create(
        organization=member.organization, owner=member.user, name="Own", query="q=own"
    )
    return {
        "pk": str(passkey.pk),
        "login": str(login.pk),
        "own_token": str(tokens[0].pk),
        "organization_token": str(tokens[1].pk),
        "search_id": str(search.pk),
    }


def _undo(owner: Client, short_id: str) -> str:
    """The token of a step that can be taken back."""
    owner.post(reverse("issues_action"), {"id": short_id, "to": "resolved"})
    page = owner.get(reverse("issue", args=[short_id])).content.decode()
    found = re.search(r'name="token" value="(\d+)"', page)
    assert found, "the page offers to take it back"
    return found[1]


def _comment(issue: Issue, member: Member) -> Comment:
    """What the member said."""
    return issue.comments.create(user=member.user, text="Seen.", created=timezone.now())


def _invitation(project: Project) -> Invitation:
    now = timezone.now()
    return Invitation.objects.create(
        organization=project.organization,
        role=Role.MEMBER,
        token_hash=hashed("good-token"),
        created=now,
        expires=now + timedelta(days=1),
    )


def _routes() -> Iterator[URLPattern]:
    waiting: list[Any] = list(get_resolver().url_patterns)
    while waiting:
        each = waiting.pop()
        if isinstance(each, URLResolver):
            waiting.extend(each.url_patterns)
        else:
            yield each


def addresses_of(world: World, name: str, row: Row) -> list[str]:
    """One for each of its shapes."""
    known = world.names | {k: v.format(**world.names) for k, v in row.named.items()}
    shapes = {frozenset(each.pattern.converters) for each in _routes() if each.name == name}
    query = f"?{row.query}" if row.query else ""
    return [reverse(name, kwargs={part: known[part] for part in shape}) + query for shape in shapes]


def met(client: Client, method: str, address: str, sends: Mapping[str, str]) -> str:
    """What somebody meets. Nothing that it changes stays."""
    before = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, method)(address, sends)
        transaction.set_rollback(True)
    client.cookies = before
    if answer.status_code in {301, 302, 303} and answer["Location"].startswith("/login/?next="):
        return "login"
    is_refusal = answer.status_code in {403, 404, 405} or answer.status_code >= 500
    return str(answer.status_code) if is_refusal else "ok"


def test_every_route_has_a_row() -> None:
    named = {route.name for route in _routes()} - {LEADING}

    assert named == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_everybody_meets_what_the_row_says(world: World, method: str, name: str) -> None:
    row = ROWS[name]
    expected = row.get if method == "get" else row.post
    sends = {key: value.format(**world.names) for key, value in row.sends.items()}

    for address in addresses_of(world, name, row):
        found = {
            person: met(world.clients[person], method, address, sends if method == "post" else {})
            for person in PEOPLE
        }
        assert found == dict(expected), address


WISHES = ("reviewed", "archived", "priority:high", "assign:me", "delete", "discard")
"""What changes an issue for others; a bookmark and a subscription are one's own."""


@pytest.mark.parametrize("wish", WISHES)
def test_an_issue_is_changed_by_those_who_may(world: World, wish: str) -> None:
    sends = {"id": world.names["short_id"], "to": wish, "sure": "1"}
    address = reverse("issues_action")

    found = {person: met(world.clients[person], "post", address, sends) for person in PEOPLE}

    assert found == dict(ROWS["issues_action"].post)


PAGES = [name for name, row in ROWS.items() if row.get["member"] == "ok"]
FOR_ALL = {"member"}
"""Everybody may take one member out: oneself."""


@pytest.mark.parametrize("person", ["member", "reader"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_offers_what_would_be_refused(world: World, name: str, person: str) -> None:
    for address in addresses_of(world, name, ROWS[name]):
        page = world.clients[person].get(address)
        is_page = page.headers["Content-Type"].startswith("text/html")
        targets = offered(page.content.decode()) if is_page else []
        paths = {urlsplit(target).path or page.request["PATH_INFO"] for target in targets}
        routes = {str(resolve(path).url_name) for path in paths} - FOR_ALL

        assert [route for route in routes if ROWS[route].post[person] != "ok"] == [], address


@pytest.mark.parametrize("person", ["outsider", "stranger"])
@pytest.mark.parametrize(
    "name", [name for name, row in ROWS.items() if row.get["outsider"] == "ok"]
)
def test_no_page_names_what_one_does_not_see(world: World, name: str, person: str) -> None:
    for address in addresses_of(world, name, ROWS[name]):
        answer = world.clients[person].get(address)

        assert SECRET.lower() not in b"".join(answer).decode().lower(), address


def test_the_team_is_told_of_its_project(world: World) -> None:
    assert SECRET in world.clients["reader"].get(reverse("projects")).content.decode()


@pytest.mark.parametrize("person", ["outsider", "stranger"])
def test_no_address_of_sentry_tells_what_one_does_not_see(world: World, person: str) -> None:
    told = []
    for route in _routes():
        if route.name != LEADING:
            continue
        shape = str(route.pattern)
        address = re.sub(r"<(?:\w+:)?(\w+)>", lambda part: world.names.get(part[1], "1"), shape)
        answer = world.clients[person].get(f"/{address}")
        location = answer.headers.get("Location", "")
        asked = address.split("/")
        secrets = {world.names["short_id"], world.names["slug"]} - set(asked)
        if answer.status_code >= 500 or any(secret in location for secret in secrets):
            told.append((shape, answer.status_code, location))

    assert told == []
