"""Making and revoking API tokens, over HTTP."""

import re

import httpx
import pytest
from django.utils import timezone
from support.app import App, visible_text
from support.people import new_person, signed_in

from seismo.catalog.models import ApiToken, AuditEntry, User
from seismo.catalog.tokens import Caller, Refused, authenticate
from seismo.model.token import Scope

OWN = "/preferences/tokens/"
OF_ORGANIZATION = "/settings/tokens/"


def make(client: httpx.Client, path: str, **fields: str) -> str:
    answer = client.post(path, data={"name": "CI", "event": "read"} | fields)
    found = re.search(r'id="token">([^<\s]+)<', answer.text)
    assert found, answer.text
    return found[1]


def caller_of(token: str) -> Caller | Refused:
    return authenticate(f"Bearer {token}", timezone.now())


def test_the_page_shows_a_new_token_that_works(browser_of: httpx.Client, person: User) -> None:
    caller = caller_of(make(browser_of, OWN, project="write"))

    assert isinstance(caller, Caller)
    assert caller.user == person
    assert caller.scopes == {Scope.EVENT_READ, Scope.PROJECT_READ, Scope.PROJECT_WRITE}


def test_a_token_is_shown_once_and_in_no_cache(browser_of: httpx.Client) -> None:
    token = make(browser_of, OWN)
    page = browser_of.get(OWN)

    assert token not in page.text
    assert f"…{token[-4:]}" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_a_token_ends_when_it_was_said(browser_of: httpx.Client, person: User) -> None:
    make(browser_of, OWN, days="30")
    made = ApiToken.objects.get(user=person)

    assert made.expires is not None
    assert (made.expires - made.created).days == 30


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"name": " "}, "required"),
        ({"event": ""}, "Choose at least one thing"),
        ({"event": "destroy"}, "not one of the available choices"),
        ({"days": "7"}, "not one of the available choices"),
    ],
    ids=["no name", "no use", "no such level", "no such time"],
)
def test_a_token_that_cannot_be_is_explained(
    browser_of: httpx.Client, fields: dict[str, str], complaint: str
) -> None:
    answer = browser_of.post(OWN, data={"name": "CI", "event": "read"} | fields)

    assert answer.status_code == 422
    assert complaint in visible_text(answer.text)


def test_a_revoked_token_lets_nobody_in(browser_of: httpx.Client, person: User) -> None:
    token = make(browser_of, OWN)
    browser_of.post(f"{OWN}{ApiToken.objects.get(user=person).pk}/")

    assert caller_of(token) is Refused.INVALID


def test_nobody_revokes_the_token_of_somebody_else(
    app: App, browser_of: httpx.Client, person: User
) -> None:
    token = make(browser_of, OWN)
    with signed_in(app, new_person(app)) as other:
        answer = other.post(f"{OWN}{ApiToken.objects.get(user=person).pk}/")

    assert answer.status_code == 404
    assert isinstance(caller_of(token), Caller)


def test_a_token_for_builds_uploads_and_nothing_else(browser: httpx.Client) -> None:
    caller = caller_of(make(browser, OF_ORGANIZATION, ci="on", event=""))

    assert isinstance(caller, Caller)
    assert caller.scopes == {Scope.ORG_CI, Scope.PROJECT_RELEASES}


def test_the_audit_log_tells_who_made_and_revoked_a_token(browser: httpx.Client, app: App) -> None:
    make(browser, OF_ORGANIZATION, name="Audited")
    made = ApiToken.objects.get(name="Audited")
    browser.post(f"{OF_ORGANIZATION}{made.pk}/")

    entries = AuditEntry.objects.filter(target="Audited").order_by("id")
    assert [entry.event for entry in entries] == [
        "org-auth-token.create",
        "org-auth-token.remove",
    ]


def test_a_member_does_not_see_the_tokens_of_the_organization(browser_of: httpx.Client) -> None:
    assert browser_of.get(OF_ORGANIZATION).status_code == 403


def test_a_member_revokes_no_token_of_the_organization(
    browser: httpx.Client, browser_of: httpx.Client
) -> None:
    token = make(browser, OF_ORGANIZATION, name="Guarded")
    made = ApiToken.objects.get(name="Guarded")

    assert browser_of.post(f"{OF_ORGANIZATION}{made.pk}/").status_code == 403
    assert isinstance(caller_of(token), Caller)
