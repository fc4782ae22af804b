"""A forgotten password, a new mail address, and logins that are ended, over HTTP and real mail."""

import re
from collections.abc import Iterator

import httpx
import pytest
from support.app import PASSWORD, App, visible_text
from support.mail import Mailbox, mailbox, sending, text_of
from support.people import (
    add_app,
    is_signed_in,
    new_person,
    sign_in,
    signed_in,
    visiting,
)

from seismo.catalog.models import User

NEW = "another-fake-horse"


@pytest.fixture(scope="module")
def box(app: App) -> Iterator[Mailbox]:
    with mailbox() as opened:
        yield opened


@pytest.fixture
def mail(app: App, box: Mailbox) -> Iterator[Mailbox]:
    """The server sends mail, and this is where it arrives."""
    with sending(app, box):
        yield box


@pytest.fixture
def visitor(app: App) -> Iterator[httpx.Client]:
    with visiting(app) as client:
        yield client


def link_in(mail: Mailbox, address: str, app: App) -> str:
    found = re.search(rf"{app.url}(/\S+)", text_of(mail.wait_for(address)))
    assert found
    return found[1]


def ask(client: httpx.Client, email: str) -> httpx.Response:
    return client.post("/login/forgotten/", data={"email": email})


def test_the_link_of_the_mail_gives_a_new_password(
    app: App, visitor: httpx.Client, mail: Mailbox, person: User
) -> None:
    ask(visitor, person.email.upper())
    visitor.post(link_in(mail, person.email, app), data={"new": NEW})

    sign_in(visitor, person, NEW)
    assert is_signed_in(visitor)


def test_the_link_works_once(app: App, visitor: httpx.Client, mail: Mailbox, person: User) -> None:
    ask(visitor, person.email)
    link = link_in(mail, person.email, app)
    visitor.post(link, data={"new": NEW})

    assert visitor.post(link, data={"new": "third-fake-horse"}).status_code == 404


def test_a_new_password_signs_out_every_browser(
    app: App, visitor: httpx.Client, browser_of: httpx.Client, mail: Mailbox, person: User
) -> None:
    ask(visitor, person.email)
    visitor.post(link_in(mail, person.email, app), data={"new": NEW})

    assert not is_signed_in(browser_of)


def test_a_weak_password_is_refused_and_leaves_the_link_good(
    app: App, visitor: httpx.Client, mail: Mailbox, person: User
) -> None:
    ask(visitor, person.email)
    link = link_in(mail, person.email, app)

    assert visitor.post(link, data={"new": "short"}).status_code == 422
    assert visitor.post(link, data={"new": NEW}).url.path == "/login/"


def test_the_link_does_not_spare_the_second_step(
    app: App, visitor: httpx.Client, browser_of: httpx.Client, mail: Mailbox, person: User
) -> None:
    add_app(browser_of)
    mail.mails.clear()
    ask(visitor, person.email)
    visitor.post(link_in(mail, person.email, app), data={"new": NEW})
    sign_in(visitor, person, NEW)

    assert not is_signed_in(visitor)


def test_nobody_learns_who_has_an_account(
    visitor: httpx.Client, mail: Mailbox, person: User
) -> None:
    known = ask(visitor, person.email).text.replace(person.email, "")
    unknown = ask(visitor, "nobody@people.test").text.replace("nobody@people.test", "")

    assert known == unknown


def test_mails_cannot_be_asked_for_without_end(
    visitor: httpx.Client, mail: Mailbox, person: User
) -> None:
    answers = [ask(visitor, person.email).status_code for _ in range(11)]

    assert answers == [200] * 10 + [429]


def test_without_mail_the_page_says_who_helps(visitor: httpx.Client) -> None:
    page = visible_text(visitor.get("/login/forgotten/").text)

    assert "seismo user password EMAIL" in page


@pytest.mark.parametrize(
    "path",
    [
        "/login/password/MQ/fake-token/",
        "/login/password/%FF/x/",
        "/login/password/OTk5OTk5OTk5OTk5OTk5OTk5OTk5/x/",
    ],
    ids=["a wrong token", "no person", "a number too large"],
)
def test_a_made_up_link_gives_no_password(visitor: httpx.Client, path: str) -> None:
    assert visitor.get(path).status_code == 404


def change_address(client: httpx.Client, email: str, password: str = PASSWORD) -> httpx.Response:
    return client.post("/preferences/", data={"email": email, "password": password})


def test_a_new_mail_address_counts_when_its_link_was_opened(
    app: App, browser_of: httpx.Client, mail: Mailbox, person: User
) -> None:
    new = f"new-{person.email}"
    change_address(browser_of, new)
    person.refresh_from_db()
    assert person.email != new

    browser_of.post(link_in(mail, new, app))
    person.refresh_from_db()
    assert person.email == new


def test_the_old_mail_address_hears_of_the_new_one(
    app: App, browser_of: httpx.Client, mail: Mailbox, person: User
) -> None:
    new = f"new-{person.email}"
    change_address(browser_of, new)
    browser_of.post(link_in(mail, new, app))

    assert f"is now {new}" in text_of(mail.wait_for(person.email))


def test_the_link_of_another_person_changes_nothing(
    app: App, browser_of: httpx.Client, mail: Mailbox, person: User
) -> None:
    new = f"new-{person.email}"
    change_address(browser_of, new)
    with signed_in(app, new_person(app)) as other:
        assert other.post(link_in(mail, new, app)).status_code == 404


def test_without_mail_the_password_is_enough_for_a_new_address(
    browser_of: httpx.Client, person: User
) -> None:
    change_address(browser_of, f"NEW-{person.email}")
    person.refresh_from_db()

    assert person.email.startswith("new-")


@pytest.mark.parametrize(
    ("email", "password", "complaint"),
    [
        ("owner@example.test", PASSWORD, "signs in with this mail address already"),
        ("free@people.test", "a wrong fake guess", "not your current password"),
        ("no address", PASSWORD, "valid email"),
    ],
    ids=["taken", "wrong password", "no address"],
)
def test_an_address_that_does_not_do_is_explained(
    browser_of: httpx.Client, email: str, password: str, complaint: str
) -> None:
    answer = change_address(browser_of, email, password)

    assert answer.status_code == 422
    assert complaint in answer.text


def test_a_person_hears_by_mail_of_a_changed_password(
    browser_of: httpx.Client, mail: Mailbox, person: User
) -> None:
    browser_of.post("/preferences/security/", data={"current": PASSWORD, "new": NEW})

    assert "password of your account was changed" in text_of(mail.wait_for(person.email))


def test_the_logins_are_listed_with_browser_and_address(
    app: App, browser_of: httpx.Client, person: User
) -> None:
    with visiting(app) as elsewhere:
        elsewhere.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0"
        sign_in(elsewhere, person)
        address = elsewhere.headers["X-Forwarded-For"]
        page = visible_text(browser_of.get("/preferences/security/").text)

    assert f"Firefox 128 on Linux {address}" in page


def test_one_login_is_ended_from_another(app: App, browser_of: httpx.Client, person: User) -> None:
    with visiting(app) as elsewhere:
        sign_in(elsewhere, person)
        page = browser_of.get("/preferences/security/").text
        login = re.search(r"logins/(\d+)/end/", page)
        assert login
        browser_of.post(f"/preferences/security/logins/{login[1]}/end/")

        assert not is_signed_in(elsewhere)
    assert is_signed_in(browser_of)


def test_all_other_logins_are_ended_at_once(
    app: App, browser_of: httpx.Client, person: User
) -> None:
    with visiting(app) as one, visiting(app) as two:
        sign_in(one, person)
        sign_in(two, person)
        browser_of.post("/preferences/security/logins/end/")

        assert [is_signed_in(client) for client in (one, two, browser_of)] == [False, False, True]


def test_nobody_ends_the_login_of_somebody_else(
    app: App, browser_of: httpx.Client, person: User
) -> None:
    with visiting(app) as elsewhere:
        sign_in(elsewhere, person)
        login = re.search(r"logins/(\d+)/end/", browser_of.get("/preferences/security/").text)
        assert login
        with signed_in(app, new_person(app)) as other:
            assert other.post(f"/preferences/security/logins/{login[1]}/end/").status_code == 404

        assert is_signed_in(elsewhere)


def test_after_a_new_password_this_browser_is_still_in_the_list(browser_of: httpx.Client) -> None:
    browser_of.post("/preferences/security/", data={"current": PASSWORD, "new": NEW})

    assert "this browser" in visible_text(browser_of.get("/preferences/security/").text)


def test_whoever_is_in_no_organization_still_has_their_own_settings(
    browser_of: httpx.Client, person: User
) -> None:
    person.memberships.all().delete()
    pages = ("/preferences/", "/preferences/security/", "/preferences/tokens/")

    assert [browser_of.get(page).status_code for page in pages] == [200, 200, 200]
