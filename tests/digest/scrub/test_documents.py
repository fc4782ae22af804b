"""The rules of events hold for items of every kind: documents, attributes and the text of a log."""

from typing import Any

import pytest

from seismo.digest.scrub import scrub_attributes, scrub_document, scrub_text
from seismo.model.project import Scrubbing

RULES = Scrubbing()
WORD = "hunter2-fake-7"
JWT = "eyJhbGciOiJGQUtFIn0.eyJzdWIiOiJmYWtlIn0.c2lnbmF0dXJlLWZha2U"


# Documents


@pytest.mark.parametrize(
    ("document", "left"),
    [
        ({"password": WORD}, {"password": "[Filtered]"}),
        ({"a": {"b": [{"token": WORD}]}}, {"a": {"b": [{"token": "[Filtered]"}]}}),
        ({"comments": f"my password: {WORD}"}, {"comments": "my password: [Filtered]"}),
        ({"secret": {"deep": 1}}, {"secret": None}),
        (
            {"csp-report": {"document-uri": f"https://x.example/?token={WORD}"}},
            {"csp-report": {"document-uri": "https://x.example/?token=[Filtered]"}},
        ),
        ({"items": [["api_key", WORD]]}, {"items": [["api_key", "[Filtered]"]]}),
        ({f"token={WORD}": 1}, {"token=[Filtered]": 1}),
    ],
)
def test_a_secret_is_removed_from_a_document(document: Any, left: Any) -> None:
    after = scrub_document(document, RULES)
    assert {name: value for name, value in after.items() if name != "_meta"} == left


def test_what_was_removed_from_a_document_is_noted_in_it() -> None:
    meta = {"": {"err": ["x"]}, "extra": {"": {"len": 3}}}
    after = scrub_document({"extra": {"password": WORD}, "_meta": meta}, RULES)
    note = {"rem": [["@password:filter", "s", 0, 10]], "len": len(WORD)}
    assert after["_meta"] == {"": {"err": ["x"]}, "extra": {"": {"len": 3}, "password": {"": note}}}


@pytest.mark.parametrize("meta", [True, "x", 7, [], None])
def test_notes_that_are_none_are_replaced(meta: Any) -> None:
    after = scrub_document({"password": WORD, "_meta": meta}, RULES)
    assert list(after["_meta"]) == ["password"]


def test_a_secret_in_the_notes_of_the_sdk_is_removed() -> None:
    meta = {"extra": {"": {"err": [["invalid", {"value": f"password={WORD}"}]]}}}
    after = scrub_document({"x": 1, "_meta": meta}, RULES)
    assert WORD not in str(after)


def test_a_secret_of_a_document_is_removed_wherever_it_stands_again() -> None:
    after = scrub_document({"password": WORD, "path": f"/login/{WORD}/"}, RULES)
    assert after["path"] == "/login/[Filtered]/"


def test_a_document_without_a_secret_is_the_same_object() -> None:
    document = {"monitor_slug": "nightly", "status": "ok", "author": "Ada"}
    assert scrub_document(document, RULES) is document


def test_a_document_is_not_changed_itself() -> None:
    document = {"a": [{"password": WORD}]}
    scrub_document(document, RULES)
    assert document == {"a": [{"password": WORD}]}


def test_scrubbing_a_document_twice_changes_nothing_more() -> None:
    once = scrub_document({"password": WORD, "note": f"token={WORD} {JWT}"}, RULES)
    assert scrub_document(once, RULES) is once


# Attributes


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("http.request.header.authorization", f"Bearer {WORD}"),
        ("http.request.header.cookie", f"a={WORD}"),
        ("http.request.header.set-cookie.sessionid", WORD),
        ("db.password", WORD),
        ("url.query", f"page=2&token={WORD}"),
        ("url.full", f"https://x.example/?access_token={WORD}"),
        ("db.query.text", f"UPDATE u SET password = '{WORD}'"),
        ("note", JWT),
        ("words", ["a", f"password={WORD}"]),
    ],
)
def test_a_secret_attribute_is_not_kept(name: str, value: Any) -> None:
    after = scrub_attributes({name: value, "thread.id": 7}, RULES)
    assert not any(secret in str(after) for secret in (WORD, JWT))
    assert after["thread.id"] == 7


def test_an_attribute_that_is_no_text_is_left_out_under_a_secret_name() -> None:
    assert scrub_attributes({"app.otp": 4711, "n": 1}, RULES) == {"n": 1}


def test_of_a_conversation_with_a_model_only_the_secret_is_replaced() -> None:
    attributes = {"gen_ai.input.messages": "my password is with ada@example.com"}
    assert scrub_attributes(attributes, RULES) == {
        "gen_ai.input.messages": "my password is with [email]"
    }


def test_attributes_without_a_secret_are_the_same_object() -> None:
    attributes = {
        "gen_ai.usage.input_tokens": 12,
        "http.route": "/a",
        "user.email": "a@example.com",
    }
    assert scrub_attributes(attributes, RULES) is attributes


# The text of a log


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mail to ada@example.com failed", "mail to [email] failed"),
        (f"sent Bearer {WORD} twice", "sent Bearer [token] twice"),
        ("card 4111-1111-1111-1111", "card [creditcard]"),
        (f"{{'password': '{WORD}'}}", "{'password': '[Filtered]'}"),
        ("invalid password for bob", "invalid password for bob"),
    ],
)
def test_in_the_text_of_a_log_only_the_secret_is_replaced(text: str, left: str) -> None:
    assert scrub_text(text, RULES) == left


@pytest.mark.parametrize("scrubbed", [scrub_document, scrub_attributes])
def test_nothing_is_touched_when_scrubbing_is_off(scrubbed: Any) -> None:
    document = {"password": WORD}
    assert scrubbed(document, Scrubbing(enabled=False)) is document
    assert scrub_text(f"password={WORD}", Scrubbing(enabled=False)) == f"password={WORD}"
