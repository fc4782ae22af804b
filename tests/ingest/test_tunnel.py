"""No credentials but the DSN in the envelope header."""

import gzip
import json

import pytest
from ingest.door import KEY, OTHER, UNKNOWN, Door

MIB = 1024 * 1024


def tunneled(key: str, project: int) -> bytes:
    header = {
        "dsn": f"https://{key}@errors.test/{project}",
        "sdk": {"name": "sentry.javascript.node", "version": "11.12.0"},
    }
    return json.dumps(header).encode() + b'\n{"type":"session"}\n{}'


def test_the_dsn_in_the_header_is_enough(door: Door) -> None:
    assert door.ask("POST", "/api/1/envelope/", tunneled(KEY, 1)).status == 200
    assert door.records()[0].client.sdk == "sentry.javascript.node/11.12.0"


def test_it_may_be_compressed(door: Door) -> None:
    body = gzip.compress(tunneled(KEY, 1))
    assert door.ask("POST", "/api/1/envelope/", body, content_encoding="gzip").status == 200


def test_it_may_agree_with_other_credentials(door: Door) -> None:
    assert door.post(tunneled(KEY, 1)).status == 200


@pytest.mark.parametrize(("key", "project"), [(OTHER, 2), (OTHER, 1), (KEY, 2)])
def test_it_may_not_contradict_other_credentials(door: Door, key: str, project: int) -> None:
    reply = door.post(tunneled(key, project))
    assert (reply.status, reply.json["detail"]) == (400, "invalid event envelope")


def test_it_may_not_contradict_the_url(door: Door) -> None:
    assert door.ask("POST", "/api/1/envelope/", tunneled(KEY, 2)).status == 400


def test_its_key_must_belong_to_the_project_of_the_url(door: Door) -> None:
    assert door.ask("POST", "/api/1/envelope/", tunneled(OTHER, 2)).status == 403


def test_its_key_must_be_known(door: Door) -> None:
    assert door.ask("POST", "/api/1/envelope/", tunneled(UNKNOWN, 1)).status == 403


def test_a_broken_dsn_is_refused(door: Door) -> None:
    reply = door.ask("POST", "/api/1/envelope/", b'{"dsn":"nonsense"}\n')
    assert (reply.status, reply.json["detail"]) == (400, "bad sentry DSN")


def test_a_bomb_is_not_inflated_for_a_stranger(door: Door) -> None:
    body = gzip.compress(tunneled(UNKNOWN, 1) + b"\n" + bytes(201 * MIB), compresslevel=1)
    reply = door.ask("POST", "/api/1/envelope/", body, content_encoding="gzip")
    assert reply.status == 403
