import json
from typing import Any

import pytest
from ingest.door import KEY, OTHER, UNKNOWN, Door

from seismo.model.outcome import DataCategory, Reason
from seismo.protocol.doors.cron import LATEST_OPEN
from seismo.protocol.envelope import parse_envelope

ID = "9ec79c33ec9942ab8353589fcb2e04dc"
PATH = f"/api/1/cron/nightly/{KEY}/"


def check_in(door: Door) -> dict[str, Any]:
    """The only check-in in the journal."""
    (record,) = door.records()
    (item,) = parse_envelope(record.body).items
    assert item.type == "check_in"
    payload: dict[str, Any] = json.loads(bytes(item.payload))
    return payload


@pytest.mark.parametrize("path", [PATH, PATH.rstrip("/"), PATH.replace("/cron/", "//cron/")])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_check_in_is_accepted_with_the_key_in_the_path(
    door: Door, method: str, path: str
) -> None:
    reply = door.ask(method, path, query="status=ok")
    assert (reply.status, reply.body) == (202, b"")
    assert reply.headers["cache-control"] == "no-store"
    assert check_in(door) == {
        "check_in_id": LATEST_OPEN,
        "monitor_slug": "nightly",
        "status": "ok",
    }


def test_the_key_may_be_in_the_query(door: Door) -> None:
    reply = door.ask("GET", "/api/1/cron/nightly/", query=f"status=ok&sentry_key={KEY}")
    assert reply.status == 202


def test_the_key_may_be_in_a_header(door: Door) -> None:
    assert door.post(b"", "/api/1/cron/nightly", query="status=ok").status == 401
    auth = {"x_sentry_auth": f"Sentry sentry_key={KEY}"}
    assert door.ask("POST", "/api/1/cron/nightly", query="status=ok", **auth).status == 202


def test_all_parameters_are_kept(door: Door) -> None:
    query = f"status=in_progress&check_in_id={ID}&environment=prod&duration=1.5&unknown=1"
    door.ask("GET", PATH, query=query)
    assert check_in(door) == {
        "check_in_id": ID,
        "monitor_slug": "nightly",
        "status": "in_progress",
        "environment": "prod",
        "duration": 1.5,
    }


def test_a_check_in_may_be_json_with_the_definition_of_the_monitor(door: Door) -> None:
    config = {"schedule": {"type": "crontab", "value": "@daily"}}
    body = {"status": "error", "monitor_slug": "other", "monitor_config": config}
    headers = {"content_type": "application/json; charset=utf-8"}
    reply = door.ask("POST", PATH, json.dumps(body).encode(), **headers)
    assert reply.status == 202
    assert check_in(door) == {
        "check_in_id": LATEST_OPEN,
        "monitor_slug": "nightly",
        "status": "error",
        "monitor_config": config,
    }


@pytest.mark.parametrize(
    ("query", "cause"),
    [
        ("", "status must be one of ok, error, in_progress"),
        ("status=fine", "status must be one of ok, error, in_progress"),
        ("status=ok&check_in_id=7", "check_in_id must be a UUID"),
        ("status=ok&duration=long", "duration must be a number of seconds"),
        ("status=ok&duration=-1", "duration must be a number of seconds"),
        ("status=ok&duration=nan", "duration must be a number of seconds"),
    ],
)
def test_a_wrong_parameter_is_named(door: Door, query: str, cause: str) -> None:
    reply = door.ask("GET", PATH, query=query)
    assert (reply.status, reply.json["causes"]) == (400, [cause])
    assert reply.headers["x-sentry-error"] == f"invalid check-in: {cause}"
    assert [(d.reason, d.category) for r in door.records() for d in r.dropped] == [
        (Reason.INVALID_REQUEST, DataCategory.MONITOR)
    ]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"status":"ok","x":' + b"[" * 500 + b"]" * 500 + b"}"]
)
def test_broken_json_is_refused(door: Door, body: bytes) -> None:
    assert door.ask("POST", PATH, body, content_type="application/json").status == 400


@pytest.mark.parametrize(("key", "status"), [(UNKNOWN, 403), (OTHER, 403), ("nonsense", 400)])
def test_the_key_in_the_path_must_be_right(door: Door, key: str, status: int) -> None:
    assert door.ask("GET", f"/api/1/cron/nightly/{key}/", query="status=ok").status == status


def test_a_second_key_may_not_contradict_the_one_in_the_path(door: Door) -> None:
    reply = door.ask("GET", PATH, query=f"status=ok&sentry_key={OTHER}")
    assert reply.status == 401


def test_another_method_is_refused(door: Door) -> None:
    reply = door.ask("PUT", PATH, query="status=ok")
    assert (reply.status, reply.headers["allow"]) == (405, "GET, POST, OPTIONS")
