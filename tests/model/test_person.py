"""What is about a person, and what only looks like it."""

import json

import pytest

from seismo.model.person import Person

MAIL = "ada@example.test"


def said(person: str, **event: object) -> bool:
    return Person(person).is_in_payload(json.dumps(event).encode())


@pytest.mark.parametrize(
    ("person", "user"),
    [
        pytest.param("7", {"id": "7"}, id="id"),
        pytest.param("7", {"id": 7}, id="id as a number"),
        pytest.param("ada", {"username": "Ada"}, id="user name in other letters"),
        pytest.param(MAIL, {"email": "Ada@Example.test"}, id="mail address in other letters"),
        pytest.param("203.0.113.7", {"ip_address": "203.0.113.7"}, id="IP address"),
        pytest.param("2001:db8::7", {"ip_address": "2001:db8::7"}, id="IPv6 address"),
    ],
)
def test_an_event_is_about_its_user(person: str, user: dict[str, object]) -> None:
    assert said(person, user=user)


@pytest.mark.parametrize(
    "text", [MAIL, f"no account for {MAIL}.", f"<{MAIL}>", f"mail={MAIL}&x=1", f"'{MAIL.upper()}'"]
)
def test_a_mail_address_means_the_person_wherever_it_stands(text: str) -> None:
    assert said(MAIL, logentry={"formatted": text})


@pytest.mark.parametrize(
    "text", [f"x{MAIL}", f"no.{MAIL}", f"{MAIL}.org", f"{MAIL}s", "ada@example", "ada"]
)
def test_another_address_is_another_person(text: str) -> None:
    assert not said(MAIL, logentry={"formatted": text})


@pytest.mark.parametrize("text", ["203.0.113.77", "1203.0.113.7", "203.0.113.7.1"])
def test_another_number_is_another_address(text: str) -> None:
    assert not said("203.0.113.7", logentry={"formatted": text})


def test_an_id_counts_only_where_a_user_is_named() -> None:
    assert not said("7", user={"id": "8"}, extra={"orders": "7"})


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"user": "id:7"}, id="user"),
        pytest.param({"did": "7"}, id="session"),
        pytest.param({"attributes": {"user.id": "7"}}, id="attribute"),
    ],
)
def test_a_row_is_about_its_user(row: dict[str, object]) -> None:
    assert Person("7").is_in_row(json.dumps(row).encode())


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"user": "id:77"}, id="user"),
        pytest.param({"attributes": {"order.id": "7"}}, id="attribute"),
        pytest.param({"user": None, "did": None}, id="nobody"),
    ],
)
def test_a_row_is_about_nobody_else(row: dict[str, object]) -> None:
    assert not Person("7").is_in_row(json.dumps(row).encode())


def test_a_title_loses_the_address_and_nothing_else() -> None:
    assert Person(MAIL).erased_from(f"ValueError: no {MAIL} here") == "ValueError: no [erased] here"


def test_a_title_keeps_what_is_an_id_only() -> None:
    assert Person("7").erased_from("7 orders") == "7 orders"


@pytest.mark.parametrize("name", ["", "  "])
def test_a_person_has_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="name the person"):
        Person(name)
