"""What a project and its organization can switch, and the places that they call safe."""

from typing import Any

import msgspec
import pytest

from seismo.digest.scrub import scrub, scrub_attributes
from seismo.model.event import Event, decode_event, encode_event
from seismo.model.project import OrganizationScrubbing, Scrubbing, within

WORD = "hunter2-fake-7"


def event_with(**fields: Any) -> Event:
    base = {"event_id": "0f" * 16, "timestamp": 1.0, "received": 2.0}
    return decode_event(msgspec.json.encode({**base, **fields}))


ADDRESSES = Scrubbing(ip_addresses=True)


@pytest.mark.parametrize(
    ("fields", "gone"),
    [
        ({"user": {"id": "1", "ip_address": "203.0.113.7"}}, True),
        ({"request": {"env": {"REMOTE_ADDR": "203.0.113.7"}}}, True),
        ({"request": {"headers": [["X-Forwarded-For", "203.0.113.7"]]}}, True),
        ({"logentry": {"formatted": "login from 203.0.113.7"}}, True),
        ({"extra": {"peers": ["203.0.113.7"]}}, True),
        ({"request": {"headers": [["User-Agent", "x 203.0.113.7"]]}}, False),
        ({"release": "203.0.113.7"}, False),
    ],
)
def test_ip_addresses_are_removed_when_that_is_switched_on(fields: Any, gone: bool) -> None:
    event = event_with(**fields)
    assert b"203.0.113.7" in encode_event(scrub(event, Scrubbing()))
    assert (b"203.0.113.7" not in encode_event(scrub(event, ADDRESSES))) is gone


def test_an_ip_address_under_a_safe_name_stays() -> None:
    event = event_with(extra={"server": "203.0.113.7"})
    assert scrub(event, Scrubbing(ip_addresses=True, safe_fields=("server",))) is event


def test_an_ip_address_in_attributes_is_removed() -> None:
    attributes = {"client.address": "203.0.113.7", "note": "at 203.0.113.7"}
    assert scrub_attributes(attributes, ADDRESSES) == {"note": "at [ip]"}


def test_without_the_defaults_only_own_words_are_removed() -> None:
    event = event_with(
        extra={"password": WORD, "my_nr": "1", "n": 4111111111111111},
        request={"cookies": [["sessionid", WORD]]},
        logentry={"formatted": f"a@b.example token={WORD}"},
    )
    own = Scrubbing(defaults=False, sensitive_fields=("my_nr",))
    assert scrub(event, Scrubbing(defaults=False)) is event
    after = scrub(event, own)
    assert after.extra == {"password": WORD, "my_nr": "[Filtered]", "n": 4111111111111111}
    assert (after.request, after.logentry) == (event.request, event.logentry)


@pytest.mark.parametrize(
    ("safe", "kept"),
    [
        ("extra.db.password", True),
        ("$http.headers.authorization", False),
        ("extra.**", True),
        ("extra.db.*", True),
        ("extra.db", True),
        ("extra.other.password", False),
        ("extra.db.password &&", False),
    ],
)
def test_a_place_can_be_safe(safe: str, kept: bool) -> None:
    event = event_with(extra={"db": {"password": WORD}})
    assert (scrub(event, Scrubbing(safe_fields=(safe,))) is event) is kept


@pytest.mark.parametrize(
    ("safe", "fields"),
    [
        ("$http.headers.x-api-key", {"request": {"headers": [["X-Api-Key", WORD]]}}),
        ("$http.cookies.sessionid", {"request": {"cookies": [["sessionid", WORD]]}}),
        ("tags.note", {"tags": [["note", f"token={WORD}"]]}),
        ("$error.value", {"exception": {"values": [{"value": f"token={WORD}"}]}}),
        ("$logentry.formatted", {"logentry": {"formatted": f"token={WORD}"}}),
        ("$breadcrumb.message", {"breadcrumbs": {"values": [{"message": f"token={WORD}"}]}}),
    ],
)
def test_a_safe_place_keeps_its_value_wherever_it_is(safe: str, fields: Any) -> None:
    event = event_with(**fields)
    assert scrub(event, Scrubbing()) is not event
    assert scrub(event, Scrubbing(safe_fields=(safe,))) is event


def test_an_organization_can_require_what_a_project_switched_off() -> None:
    organization = OrganizationScrubbing(
        require_enabled=True,
        require_defaults=True,
        require_ip_addresses=True,
        sensitive_fields=("ours",),
        safe_fields=("a",),
    )
    project = Scrubbing(
        enabled=False, defaults=False, sensitive_fields=("mine",), safe_fields=("b",)
    )
    assert within(organization, project) == Scrubbing(
        ip_addresses=True, sensitive_fields=("ours", "mine"), safe_fields=("a", "b")
    )
    assert within(OrganizationScrubbing(), project) == project
