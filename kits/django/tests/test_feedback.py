"""Rows F6, F9 and F10: what visitors write is taken, whatever is broken, but not from everybody."""

import os
import stat

import httpx
import pytest
from kit_support.pages import FEEDBACK, Pages, token, token_in
from seismo_django.feedback.note import MAX_MESSAGE, Note, looks_like_spam

DAY = 24 * 3600


def test_F6_feedback_is_a_row_with_all_that_it_is_about(pages: Pages) -> None:
    visitor = pages.visitor()
    error = visitor.get("/user/7/")
    response = visitor.write(
        "I paid twice.", t=token_in(error.text), name="Ada", email="ada@visitors.example"
    )
    assert (response.status_code, "Thank you" in response.text) == (200, True)

    row = pages.row("I paid twice.")
    assert row["request_id"] == error.headers["X-Request-ID"]
    assert row["event_id"] in error.text
    assert (row["route"], row["name"], row["email"]) == (
        "/user/{pk}/",
        "Ada",
        "ada@visitors.example",
    )


def test_F6_a_visitor_who_is_signed_in_is_named_by_id(pages: Pages) -> None:
    pages.visitor().write("As myself.", headers={"cookie": pages.session("ada", 41)})
    assert pages.row("As myself.")["user_id"] == "41"


def test_F6_a_program_sends_json_and_gets_json(pages: Pages) -> None:
    response = pages.visitor().write("From a script.", json=True)
    assert (response.status_code, response.json()["status"]) == (202, "accepted")
    assert pages.row("From a script.")["request_id"] == response.json()["reference"]


def test_F6_the_kits_own_address_takes_it_too(pages: Pages) -> None:
    response = pages.site.http.post(
        "/__seismo__/feedback/", data={"t": token(), "message": "Hello."}
    )
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/x-www-form-urlencoded", 400),
        (b"{", "application/json", 400),
        (b"[" * 5000, "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"t": 1, "message": {}}', "application/json", 400),
        (b"\xff\xfe\x00", "application/json", 400),
        (b"x", "multipart/form-data; boundary=", 400),
        (b"--b\r\nbroken", "multipart/form-data; boundary=b", 400),
        (b"message=" + b"x" * 20_000, "application/x-www-form-urlencoded", 413),
    ],
    ids=["none", "half", "deep", "a list", "numbers", "no utf-8", "no boundary", "cut", "large"],
)
def test_F6_bad_input_is_the_visitors_fault(
    pages: Pages, body: bytes, kind: str, status: int
) -> None:
    response = pages.site.http.post(FEEDBACK, content=body, headers={"Content-Type": kind})
    assert response.status_code == status


def test_F6_it_is_written_to_and_not_read(pages: Pages) -> None:
    assert pages.site.get(FEEDBACK).status_code == 405


def test_F9_it_is_thanked_while_the_database_is_down(pages: Pages) -> None:
    with pages.without_database():
        headers = {"cookie": f"sessionid={'a' * 32}"}
        response = pages.visitor().write("The database is down.", headers=headers)
        assert (response.status_code, "Thank you" in response.text) == (200, True)
        (kept,) = (pages.data / "spool" / "feedback").glob("*.json")
        assert stat.S_IMODE(os.stat(kept).st_mode) == 0o600
    pages.site.manage("seismo", "feedback", "flush", check=False)
    assert pages.row("The database is down.")["route"] == "/broken/"
    assert not kept.exists()


def test_F9_it_is_thanked_while_the_cache_is_down(pages: Pages) -> None:
    with pages.without_cache():
        assert pages.visitor().write("The cache is down.").status_code == 200
    assert pages.row("The cache is down.")


def test_F9_no_cookie_is_needed_and_none_is_set(pages: Pages) -> None:
    sent = {"t": token(reference="fake-bare"), "message": "Hi."}
    response = httpx.post(pages.site.http.base_url.join(FEEDBACK), data=sent)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


def test_F10_the_trap_for_programs_says_thanks_and_keeps_nothing(pages: Pages) -> None:
    response = pages.visitor().write("Buy!", website="https://spam.example")
    assert (response.status_code, "Thank you" in response.text) == (200, True)
    assert "Buy!" not in [row["message"] for row in pages.rows()]


def test_F10_who_sends_much_is_told_when_to_come_back(pages: Pages) -> None:
    """Minutes are counted by the clock: of eleven posts, six fall into one of two minutes."""
    visitor = pages.visitor()
    answers = [visitor.write(t=token(reference=f"fake-{number}")) for number in range(11)]
    assert [answer.status_code for answer in answers[:5]] == [200] * 5
    refused = answers[-1]
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60


def test_F10_one_token_is_not_shared_by_many_addresses(pages: Pages) -> None:
    shared = token(reference="fake-shared")
    answers = [pages.visitor().write(t=shared).status_code for _ in range(11)]
    assert answers[-1] == 429


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (token(age=DAY + 60), "older than a day"),
        (token()[:-3] + "abc", "lost its signature"),
        ("", "lost its signature"),
        ("nonsense:" * 500, "lost its signature"),
    ],
    ids=["old", "forged", "missing", "long"],
)
def test_F10_a_token_that_is_not_ours_is_refused(pages: Pages, text: str, why: str) -> None:
    response = pages.visitor().write(t=text)
    assert (response.status_code, why in response.text) == (400, True)


def test_F10_a_token_of_yesterday_is_taken(pages: Pages) -> None:
    assert pages.visitor().write(t=token(reference="fake-old", age=DAY - 600)).status_code == 200


def test_F10_a_message_is_cut_at_4096_characters(pages: Pages) -> None:
    pages.visitor().write("m" * 5000)
    assert len(max((row["message"] for row in pages.rows()), key=len)) == MAX_MESSAGE == 4096


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://elsewhere.example"}, 403),
        ({"referer": "https://elsewhere.example/page/"}, 403),
        ({"origin": "null", "referer": ""}, 200),
        ({}, 200),
    ],
    ids=["another origin", "another page", "a private page", "nothing told"],
)
def test_F10_another_site_cannot_send_the_form(
    pages: Pages, headers: dict[str, str], status: int
) -> None:
    assert pages.visitor().write(headers=headers).status_code == status


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"message": "   "}, "Please write what happened."),
        ({"email": "no address"}, "This does not look like a mail address."),
        ({"email": "a@b.example\r\nBcc: all@b.example"}, "This does not look like a mail address."),
    ],
)
def test_F10_what_is_wrong_is_said_and_what_was_written_stays(
    pages: Pages, fields: dict[str, str], why: str
) -> None:
    response = pages.visitor().write(**{"name": "Ada & Bo"} | fields)
    assert response.status_code == 400
    assert why in response.text
    assert 'value="Ada &amp; Bo"' in response.text
    assert token_in(response.text)


@pytest.mark.parametrize(
    ("message", "age", "is_spam"),
    [
        ("I paid, then this came.", 10.0, False),
        ("It was at https://shop.example/pay/", 10.0, False),
        ("I paid, then this came.", 1.0, True),
        ("http://a.example http://b.example www.c.example", 10.0, True),
    ],
)
def test_F10_what_looks_like_spam(message: str, age: float, is_spam: bool) -> None:
    assert looks_like_spam(Note("", "", message, "", ""), age) is is_spam


def test_F10_spam_is_kept_for_people_to_judge(pages: Pages) -> None:
    pages.visitor().write("Quick.", t=token(reference="fake-quick", age=0))
    assert pages.row("Quick.")["status"] == "spam"
