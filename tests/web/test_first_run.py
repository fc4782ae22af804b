"""The first run: a one-time link makes the owner of the server."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from support.app import PASSWORD, App, visible_text
from support.process import ServerProcess

from seismo.catalog.models import Member, Organization
from seismo.catalog.people import create_user, make_setup_link
from seismo.model.access import Role

_numbers = itertools.count(1)


@pytest.fixture(autouse=True, scope="module")
def organization_as_it_was(app: App) -> Iterator[None]:
    before = Organization.objects.get(pk=app.organization.pk)
    yield
    before.save()


@pytest.fixture
def newcomer(app: App) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=app.url, headers={"Origin": app.url}) as client:
        yield client


@pytest.fixture
def link(app: App) -> str:
    return f"/setup/{make_setup_link(app.organization)}/"


def answers(**changed: str) -> dict[str, str]:
    email = f"first-{next(_numbers)}@run.test"
    return {"organization": "Acme", "email": email, "password": PASSWORD} | changed


def test_the_link_asks_for_organization_mail_and_password(
    newcomer: httpx.Client, link: str
) -> None:
    page = visible_text(newcomer.get(link).text)

    assert all(label in page for label in ("Organization", "Mail address", "Password"))
    assert "At least 10 characters" in page


def test_the_newcomer_becomes_the_owner_of_the_organization(
    app: App, newcomer: httpx.Client, link: str
) -> None:
    values = answers()
    newcomer.post(link, data=values)

    member = Member.objects.get(user__email=values["email"])
    assert (member.organization_id, member.role) == (app.organization.pk, Role.OWNER)


def test_the_organization_gets_its_name(app: App, newcomer: httpx.Client, link: str) -> None:
    newcomer.post(link, data=answers(organization="Acme & Sons"))

    assert Organization.objects.get(pk=app.organization.pk).name == "Acme & Sons"


def test_the_newcomer_is_signed_in_and_led_to_the_set_up_of_the_first_project(
    app: App, newcomer: httpx.Client, link: str
) -> None:
    app.project()
    first = app.organization.projects.order_by("id").first()
    assert first is not None
    answer = newcomer.post(link, data=answers())

    assert answer.headers["Location"] == f"/projects/{first.slug}/setup/{first.platform}/"
    assert newcomer.get(answer.headers["Location"]).status_code == 200


def test_a_used_link_says_how_more_people_get_in(newcomer: httpx.Client, link: str) -> None:
    newcomer.post(link, data=answers())
    newcomer.cookies.clear()
    page = newcomer.get(link)

    assert page.status_code == 404
    assert "Ask an owner or a manager for an invitation" in page.text


def test_a_used_link_makes_nobody(newcomer: httpx.Client, link: str) -> None:
    newcomer.post(link, data=answers())
    late = answers()
    newcomer.post(link, data=late)

    assert not Member.objects.filter(user__email=late["email"]).exists()


def test_a_link_that_was_never_given_out_opens_nothing(app: App, newcomer: httpx.Client) -> None:
    assert newcomer.get("/setup/no-such-token/").status_code == 404


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"password": "short"}, "too short"),
        ({"password": "password12345"}, "too common"),
        ({"email": "not an address"}, "valid email"),
        ({"organization": " "}, "required"),
        ({"email": "long-fake-name@run.test", "password": "long-fake-name"}, "too similar"),
    ],
    ids=["short", "common", "mail", "no organization", "like the mail"],
)
def test_an_answer_that_does_not_do_is_explained(
    newcomer: httpx.Client, link: str, changed: dict[str, str], complaint: str
) -> None:
    page = newcomer.post(link, data=answers(**changed))

    assert page.status_code == 422
    assert complaint in page.text


def test_a_known_mail_address_leaves_the_link_good(
    app: App, newcomer: httpx.Client, link: str
) -> None:
    known = answers()
    create_user(app.organization, known["email"], PASSWORD)

    assert newcomer.post(link, data=known).status_code == 422
    assert newcomer.post(link, data=answers()).status_code == 303


@pytest.mark.slow
def test_before_anybody_has_an_account_the_login_page_says_where_the_link_is(
    tmp_path: Path,
) -> None:
    server = ServerProcess(tmp_path / "data")
    server.start()
    page = visible_text(httpx.get(f"{server.url}/login/").text)
    printed = server.stop()

    assert "in the terminal where seismo serve runs" in page
    assert f"{server.url}/setup/" in printed
