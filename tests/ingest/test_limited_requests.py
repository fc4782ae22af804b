"""What a sender sees of its limits, and what the journal and the ledger get to see."""

import pytest
from ingest.door import ID, KEY, NOW, Door, envelope_of

from seismo.model.outcome import DataCategory, Reason
from seismo.model.project import CategoryLimit, Limits, ProjectKey, Rate

UNTIL_THE_MINUTE_ENDS = 60 - int(NOW) % 60


def limit(door: Door, *limits: CategoryLimit, rate: Rate | None = None) -> None:
    """Call it before the first request: keys are loaded once."""
    door.project_keys = [ProjectKey(11, 1, KEY, True, rate, Limits(limits))]


def test_beyond_the_limit_the_answer_is_429_and_says_for_how_long(door: Door) -> None:
    limit(door, rate=Rate(1, 60))
    assert door.post(envelope_of("event")).status == 200
    reply = door.post(envelope_of("event"))
    assert reply.status == 429
    assert reply.headers["retry-after"] == str(UNTIL_THE_MINUTE_ENDS)
    assert (
        reply.headers["x-sentry-rate-limits"]
        == f"{UNTIL_THE_MINUTE_ENDS}:error;default;security:key:key_quota"
    )
    assert reply.json["detail"] == "rate limited"


def test_the_request_that_reaches_the_limit_is_taken_and_told(door: Door) -> None:
    limit(door, rate=Rate(1, 60))
    reply = door.post(envelope_of("event"))
    assert reply.status == 200
    assert "key_quota" in reply.headers["x-sentry-rate-limits"]


def test_what_is_not_limited_is_taken_from_the_same_envelope(door: Door) -> None:
    limit(door, CategoryLimit(DataCategory.ERROR, Rate(0, 60)))
    reply = door.post(envelope_of("event", "session"))
    assert reply.status == 200
    assert "error;default;security:project:project_quota" in reply.headers["x-sentry-rate-limits"]
    (record,) = door.records()
    assert record.kept == (1,)
    assert [(d.reason, d.event_id) for d in record.dropped] == [(Reason.PROJECT_QUOTA, ID)]


def test_what_is_refused_goes_into_the_ledger_and_its_body_nowhere(door: Door) -> None:
    limit(door, rate=Rate(0, 60))
    door.post(envelope_of("event", "attachment"))
    (record,) = door.records()
    assert (record.body, record.project_key_id, record.event_id) == (b"", 11, ID)
    assert [(d.reason, d.category) for d in record.dropped] == [
        (Reason.KEY_QUOTA, DataCategory.ERROR),
        (Reason.KEY_QUOTA, DataCategory.ATTACHMENT),
    ]


def test_entries_of_a_container_count_each(door: Door) -> None:
    limit(door, CategoryLimit(DataCategory.LOG_ITEM, Rate(10, 60)))
    logs = {"type": "log", "item_count": 12}
    body = envelope_of(logs, payload=b'{"items":[' + b"{}," * 11 + b"{}]}")
    assert door.post(body).status == 200
    reply = door.post(body)
    assert (reply.status, "log_item:project" in reply.headers["x-sentry-rate-limits"]) == (
        429,
        True,
    )
    assert door.records()[1].dropped[0].quantity == 12


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/1/store/", b'{"message":"hi"}', 429),
        ("/api/1/security/", b'{"csp-report":{"effective-directive":"img-src"}}', 429),
    ],
)
def test_every_door_for_events_tells_of_a_limit(
    door: Door, path: str, body: bytes, status: int
) -> None:
    limit(door, rate=Rate(0, 60))
    assert door.post(body, path, content_type="application/json").status == status


def test_a_check_in_by_curl_is_never_told_of_a_limit(door: Door) -> None:
    limit(door, CategoryLimit(DataCategory.MONITOR, Rate(0, 60)))
    reply = door.ask("GET", f"/api/1/cron/nightly/{KEY}/", query="status=ok")
    assert reply.status == 202
    assert door.records()[0].dropped[0].reason is Reason.PROJECT_QUOTA


def test_a_browser_may_read_the_limits(door: Door) -> None:
    limit(door, rate=Rate(0, 60))
    reply = door.post(envelope_of("event"))
    assert "x-sentry-rate-limits" in reply.headers["access-control-expose-headers"]
