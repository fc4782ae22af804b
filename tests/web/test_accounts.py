"""Sign-in, sign-out and a person's own preferences, over HTTP."""

import itertools
from collections.abc import Iterator

import httpx
import pytest
from django.test import RequestFactory
from support.app import PASSWORD, App, visible_text

from seismo.catalog.models import User
from seismo.catalog.people import create_user
from seismo.web import attempts
from seismo.web.accounts import client_address

_numbers = itertools.count(1)


def new_mail() -> str:
    return f"person-{next(_numbers)}@accounts.test"


def new_address() -> str:
    """An address nobody has guessed from; loopback is believed when it says who it speaks for."""
    return f"203.0.113.{next(_numbers)}"


@pytest.fixture
def visitor(app: App) -> Iterator[httpx.Client]:
    """A browser that is not signed in."""
    with httpx.Client(base_url=app.url, headers={"Origin": app.url}) as client:
        client.headers["X-Forwarded-For"] = new_address()
        yield client


@pytest.fixture
def person(app: App) -> User:
    return create_user(app.organization, new_mail(), PASSWORD)


def sign_in(
    client: httpx.Client, email: str, password: str = PASSWORD, **fields: str
) -> httpx.Response:
    return client.post("/login/", data={"email": email, "password": password, **fields})


def guess(client: httpx.Client, email: str, times: int) -> list[int]:
    return [sign_in(client, email, "a wrong fake guess").status_code for _ in range(times)]


def test_the_right_password_signs_in(visitor: httpx.Client, person: User) -> None:
    sign_in(visitor, person.email)

    assert visitor.get("/projects/").status_code == 200


def test_the_mail_address_is_the_login_in_any_case(visitor: httpx.Client, person: User) -> None:
    assert sign_in(visitor, person.email.upper()).status_code == 303


def test_a_page_asks_for_a_sign_in_and_is_reached_after_it(
    visitor: httpx.Client, person: User
) -> None:
    asked = visitor.get("/projects/?q=1")
    page = visitor.get(asked.headers["Location"])
    answer = sign_in(visitor, person.email, next="/projects/?q=1")

    assert 'name="next" value="/projects/?q=1"' in page.text
    assert answer.headers["Location"] == "/projects/?q=1"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test/",
        "\\\\evil.test",
        "javascript:alert(1)",
        "http:evil.test",
        " //evil.test",
        "///evil.test",
    ],
)
def test_nobody_is_sent_to_another_site(visitor: httpx.Client, person: User, target: str) -> None:
    assert sign_in(visitor, person.email, next=target).headers["Location"] == "/"


def test_an_unknown_address_gets_the_answer_of_a_wrong_password(
    visitor: httpx.Client, person: User
) -> None:
    unknown = new_mail()
    wrong = sign_in(visitor, person.email, "a wrong fake guess")
    nobody = sign_in(visitor, unknown, "a wrong fake guess")

    assert wrong.text.replace(person.email, "") == nobody.text.replace(unknown, "")


def test_a_wrong_password_says_so_and_keeps_the_mail_address(
    visitor: httpx.Client, person: User
) -> None:
    answer = sign_in(visitor, person.email, "a wrong fake guess")

    assert answer.status_code == 422
    assert "do not belong together" in answer.text
    assert f'value="{person.email}"' in answer.text
    assert "a wrong fake guess" not in answer.text


def test_a_switched_off_account_does_not_sign_in(visitor: httpx.Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)

    assert sign_in(visitor, person.email).status_code == 422


def test_the_login_cookie_is_out_of_reach_of_scripts_and_other_sites(
    visitor: httpx.Client, person: User
) -> None:
    cookie = sign_in(visitor, person.email).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_password_is_stored_as_an_argon2_hash(person: User) -> None:
    assert person.password.startswith("argon2$argon2id$")


def test_after_ten_wrong_passwords_even_the_right_one_has_to_wait(
    visitor: httpx.Client, person: User
) -> None:
    assert guess(visitor, person.email, 10) == [422] * 10

    answer = sign_in(visitor, person.email)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= attempts.WINDOW
    assert "Come back in 15 minutes" in visible_text(answer.text)


def test_guesses_for_one_mail_address_are_counted_across_addresses(
    visitor: httpx.Client, person: User
) -> None:
    guess(visitor, person.email, 10)
    visitor.headers["X-Forwarded-For"] = new_address()

    assert sign_in(visitor, person.email).status_code == 429


def test_guesses_from_one_address_are_counted_across_mail_addresses(
    visitor: httpx.Client, person: User
) -> None:
    for _ in range(10):
        guess(visitor, new_mail(), 1)

    assert sign_in(visitor, person.email).status_code == 429


def test_others_sign_in_while_somebody_guesses(visitor: httpx.Client, person: User) -> None:
    guess(visitor, new_mail(), 11)
    visitor.headers["X-Forwarded-For"] = new_address()

    assert sign_in(visitor, person.email).status_code == 303


def test_a_success_forgives_the_guesses_for_its_mail_address(
    visitor: httpx.Client, person: User
) -> None:
    guess(visitor, person.email, 9)
    sign_in(visitor, person.email)
    visitor.cookies.clear()
    visitor.headers["X-Forwarded-For"] = new_address()

    assert guess(visitor, person.email, 10) == [422] * 10


def test_a_success_does_not_forgive_the_guesses_from_its_address(
    visitor: httpx.Client, person: User
) -> None:
    for _ in range(9):
        guess(visitor, new_mail(), 1)
    sign_in(visitor, person.email)
    visitor.cookies.clear()

    assert guess(visitor, new_mail(), 2) == [422, 429]


def test_an_attempt_is_welcome_again_after_a_quarter_of_an_hour(app: App) -> None:
    subject = new_mail()
    for second in range(10):
        assert attempts.claim([subject], now=1000.0 + second) is None

    assert attempts.claim([subject], now=1010.0) == 1000.0 + attempts.WINDOW
    assert attempts.claim([subject], now=1000.0 + attempts.WINDOW) is None


def test_a_refused_attempt_is_not_counted(app: App) -> None:
    subject = new_mail()
    for _ in range(20):
        attempts.claim([subject], now=1000.0)

    assert attempts.claim([subject], now=1000.0 + attempts.WINDOW) is None


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("9.9.9.9", "", "9.9.9.9"),
        ("9.9.9.9", "203.0.113.9", "9.9.9.9"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("unix socket", "203.0.113.9", "unix socket"),
    ],
    ids=[
        "direct",
        "a stranger's word is not believed",
        "proxy on this machine",
        "proxy in the private network",
        "only the proxy's own entry counts",
        "local without a proxy",
        "no address",
    ],
)
def test_the_client_is_whom_a_near_proxy_saw(
    app: App, peer: str, forwarded: str, expected: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/login/", headers=headers, REMOTE_ADDR=peer)

    assert client_address(request) == expected


def test_signing_out_ends_the_login(visitor: httpx.Client, person: User) -> None:
    sign_in(visitor, person.email)
    old = dict(visitor.cookies)
    visitor.post("/logout/")
    visitor.cookies.update(old)

    assert visitor.get("/projects/").status_code == 302


def test_a_part_of_a_page_is_no_place_for_the_sign_in(visitor: httpx.Client) -> None:
    answer = visitor.get("/issues/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (401, "true")


@pytest.mark.parametrize(
    ("referer", "way_back"),
    [
        ("{url}/issues/SHOP-1/?q=a#f1", "/issues/SHOP-1/?q=a"),
        ("https://evil.test/issues/", ""),
        ("", ""),
    ],
    ids=["the page with the form", "another site", "unknown"],
)
def test_a_form_sent_after_the_login_ended_leads_back_to_its_page(
    app: App, visitor: httpx.Client, referer: str, way_back: str
) -> None:
    answer = visitor.post("/issues/change/", headers={"Referer": referer.format(url=app.url)})

    query = httpx.URL(answer.headers["Location"]).params
    assert dict(query) == {"next": way_back, "done": "nothing"}


def test_the_sign_in_says_that_a_form_sent_too_late_changed_nothing(visitor: httpx.Client) -> None:
    late = visitor.post("/issues/change/")
    page = visitor.get(late.headers["Location"])

    assert "You were signed out, so nothing was changed." in visible_text(page.text)


def test_the_address_of_a_form_leads_to_the_page_above_it(
    visitor: httpx.Client, person: User
) -> None:
    sign_in(visitor, person.email)
    page = visitor.get("/issues/change/")

    assert 'href="/issues/">Go to that page' in page.text
    assert page.headers["Allow"] == "POST"


def test_a_link_cannot_sign_anybody_out(visitor: httpx.Client, person: User) -> None:
    sign_in(visitor, person.email)

    assert visitor.get("/logout/").status_code == 405


def test_the_chosen_theme_is_in_the_next_page(visitor: httpx.Client, person: User) -> None:
    sign_in(visitor, person.email)
    visitor.post("/preferences/", data={"name": "Ana", "theme": "dark"})

    assert '<html lang="en" data-theme="dark">' in visitor.get("/preferences/").text


def test_a_theme_that_does_not_exist_is_refused(visitor: httpx.Client, person: User) -> None:
    sign_in(visitor, person.email)

    answer = visitor.post("/preferences/", data={"name": "Ana", "theme": "plaid"})
    assert answer.status_code == 422


def test_a_name_is_shown_as_text(visitor: httpx.Client, person: User) -> None:
    sign_in(visitor, person.email)
    visitor.post("/preferences/", data={"name": "<script>x</script>", "theme": ""})

    assert "<script>x</script>" not in visitor.get("/preferences/").text


def change_password(client: httpx.Client, current: str, new: str) -> httpx.Response:
    return client.post("/preferences/security/", data={"current": current, "new": new})


def test_a_changed_password_signs_in(visitor: httpx.Client, person: User) -> None:
    sign_in(visitor, person.email)
    change_password(visitor, PASSWORD, "another-fake-horse")
    visitor.cookies.clear()

    assert sign_in(visitor, person.email, "another-fake-horse").status_code == 303


def test_changing_the_password_keeps_this_login_and_ends_the_others(
    app: App, visitor: httpx.Client, person: User
) -> None:
    with httpx.Client(base_url=app.url, headers={"Origin": app.url}) as elsewhere:
        sign_in(elsewhere, person.email)
        sign_in(visitor, person.email)
        change_password(visitor, PASSWORD, "another-fake-horse")

        assert visitor.get("/projects/").status_code == 200
        assert elsewhere.get("/projects/").status_code == 302


def test_the_password_changes_only_with_the_current_one(
    visitor: httpx.Client, person: User
) -> None:
    sign_in(visitor, person.email)
    answer = change_password(visitor, "a wrong fake guess", "another-fake-horse")

    assert answer.status_code == 422
    assert "not your current password" in answer.text


def test_the_current_password_cannot_be_guessed_without_end(
    visitor: httpx.Client, person: User
) -> None:
    sign_in(visitor, person.email)
    for _ in range(10):
        change_password(visitor, "a wrong fake guess", "another-fake-horse")

    answer = change_password(visitor, PASSWORD, "another-fake-horse")
    assert answer.status_code == 429


@pytest.mark.parametrize("password", ["short", "password123456", "1234567890"])
def test_a_weak_new_password_is_refused(visitor: httpx.Client, person: User, password: str) -> None:
    sign_in(visitor, person.email)

    assert change_password(visitor, PASSWORD, password).status_code == 422
