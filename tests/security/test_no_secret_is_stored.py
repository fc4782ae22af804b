"""A secret that came in is nowhere in the data folder once its event is digested."""

import json
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from sqlglot import select
from support.app import App, TestProject, error, wait_until
from support.telemetry import (
    attributes,
    check_in,
    child,
    csp_report,
    digested,
    feedback,
    item,
    log,
    logs,
    metric,
    metrics,
    new_id,
    post,
    profile,
    recording,
    replay,
    span,
    spans,
    transaction,
    user_report,
)

from seismo.model.telemetry import TABLES

SECRETS = {
    "nested local": "fake-nested-local-7f31",
    "query string": "fake-query-string-7f32",
    "JSON body": "fake-json-body-7f33",
    "header": "fake-header-7f34",
    "breadcrumb message": "fake-breadcrumb-7f35",
    "exception text": "fake-exception-7f36",
    "URL in a tag": "fake-tag-url-7f37",
    "form in a string": "fake-form-7f38",
    "cookie": "fake-cookie-7f39",
}
OF_OTHER_KINDS = {
    "span of a transaction": "fake-transaction-span-7f41",
    "data of a transaction": "fake-transaction-data-7f42",
    "name of a span": "fake-span-name-7f43",
    "attribute of a span": "fake-span-attribute-7f44",
    "log": "fake-log-body-7f45",
    "attribute of a log": "fake-log-attribute-7f46",
    "attribute of a metric": "fake-metric-attribute-7f47",
    "feedback": "fake-feedback-7f48",
    "user report": "fake-user-report-7f49",
    "address in a replay": "fake-replay-url-7f4a",
    "recording": "fake-recording-7f4b",
    "profile": "fake-profile-7f4c",
    "security report": "fake-security-report-7f4d",
    "field of a check-in": "fake-check-in-7f4e",
}


def poisoned() -> dict[str, object]:
    event = error(f"cannot log in with password={SECRETS['exception text']}")
    frame = event["exception"]["values"][0]["stacktrace"]["frames"][0]
    frame["vars"] = {"order": {"user": {"password": repr(SECRETS["nested local"])}}}
    return event | {
        "request": {
            "url": "https://shop.example/pay/",
            "method": "POST",
            "query_string": f"step=2&token={SECRETS['query string']}",
            "headers": {"Authorization": f"Bearer {SECRETS['header']}"},
            "cookies": {"sessionid": SECRETS["cookie"]},
            "data": json.dumps({"card": {"api_key": SECRETS["JSON body"]}}),
        },
        "breadcrumbs": {
            "values": [{"message": f"login with password: {SECRETS['breadcrumb message']}"}]
        },
        "tags": {"backend": f"amqp://shop:{SECRETS['URL in a tag']}@queue.example:5672//"},
        "extra": {"raw": f"name=bob&passwd={SECRETS['form in a string']}&go=1"},
    }


def poisoned_items() -> list[tuple[bytes, str | None]]:
    """Items of the other kinds, each with the id of its envelope if it needs one."""
    secret = OF_OTHER_KINDS
    now = time.time()
    replay_id, event_id = new_id(), new_id()
    span_data = {"http.request.header.authorization": f"Bearer {secret['data of a transaction']}"}
    tx_span = child(
        now - 1, now, description=f"GET /?token={secret['span of a transaction']}", data=span_data
    )
    urls = [f"https://shop.example/?token={secret['address in a replay']}"]
    recorded = [{"type": 4, "data": {"href": f"/?api_key={secret['recording']}"}}]
    frames = [{"function": "f", "vars": {"password": secret["profile"]}}]
    document = f"https://shop.example/?access_token={secret['security report']}"
    return [
        (item(transaction(spans=[tx_span]), "transaction"), event_id),
        (
            spans(
                span(
                    f"POST /login password={secret['name of a span']}",
                    attributes=attributes(db__password=secret["attribute of a span"]),
                )
            ),
            None,
        ),
        (
            logs(
                log(
                    f"login with password={secret['log']}",
                    attributes=attributes(token=secret["attribute of a log"]),
                )
            ),
            None,
        ),
        (metrics(metric(attributes=attributes(api_key=secret["attribute of a metric"]))), None),
        (feedback(f"my password: {secret['feedback']}"), new_id()),
        (user_report(event_id, comments=f"password={secret['user report']}"), event_id),
        (replay(replay_id, urls=urls), replay_id),
        (recording(recorded), replay_id),
        (profile(event_id, profile={"frames": frames, "stacks": [], "samples": []}), event_id),
        (csp_report(**{"document-uri": document}), None),
        (check_in(environment=f"password={secret['field of a check-in']}"), None),
    ]


SEARCH = """
import sqlite3, sys, zlib
from contextlib import closing, suppress
from pathlib import Path

import zstandard


def read(path):
    with suppress(FileNotFoundError):  # a write-ahead log may go while we look
        return path.read_bytes()
    return b""


def unpacked(payload):
    with suppress(zstandard.ZstdError):  # other tests store payloads that are no event
        return zstandard.ZstdDecompressor().decompress(payload)
    with suppress(zlib.error):
        return zlib.decompress(payload)
    return payload


data, *wanted = sys.argv[1:]
contents = [read(path) for path in Path(data).rglob("*") if path.is_file()]
contents += [unpacked(read(path)) for path in Path(data, "blobs").rglob("*") if path.is_file()]
for path in Path(data, "payloads").glob("*.sqlite"):
    with closing(sqlite3.connect(path)) as connection:
        for (payload,) in connection.execute("SELECT payload FROM payloads"):
            contents.append(unpacked(payload))
print(*(text for text in wanted if any(text.encode() in content for content in contents)))
"""


def found_on_disk(app: App, *wanted: str) -> set[str]:
    """Which texts stand in any file as it lies on the disk, or in any payload when unpacked.

    Another process looks: whoever opens and closes a file of SQLite beside it, in the same process,
    takes SQLite's locks away.
    """
    found = subprocess.run(
        [sys.executable, "-c", SEARCH, str(app.data), *wanted],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(found.stdout.split())


def found_in_rows(app: App, *wanted: str) -> set[str]:
    rows = [app.stores.eventstore.select(select("*").from_(table), {}) for table in TABLES]
    return {text for text in wanted if text in repr(rows)}


@pytest.fixture(scope="module")
def leaks(app: App) -> set[str]:
    """What is left of poisoned items once the journal had a moment to forget them."""
    project = app.project()
    app.send(project, poisoned())
    for poison, event_id in poisoned_items():
        post(app, project, poison, event_id=event_id)
    secrets = [*SECRETS.values(), *OF_OTHER_KINDS.values()]
    with suppress(AssertionError):
        wait_until(lambda: not found_on_disk(app, *secrets), "the raw event is forgotten")
    return found_on_disk(app, *secrets) | found_in_rows(app, *secrets)


@pytest.mark.parametrize("where", SECRETS)
def test_a_secret_is_nowhere_that_came_in_a(where: str, leaks: set[str]) -> None:
    assert SECRETS[where] not in leaks


@pytest.mark.parametrize("where", OF_OTHER_KINDS)
def test_a_secret_is_nowhere_that_came_in_a_kind_such_as(where: str, leaks: set[str]) -> None:
    assert OF_OTHER_KINDS[where] not in leaks


def test_every_poisoned_item_is_one_that_is_kept() -> None:
    reasons = {
        reason
        for poison, event_id in poisoned_items()
        for _, reason in digested(poison, event_id=event_id).outcomes
    }
    assert reasons == {""}


def test_the_search_finds_what_is_stored(app: App, project: TestProject) -> None:
    app.send(project, error("an innocent marker-8c41 in the text"))

    post(app, project, logs(log("an innocent marker-8c42")))
    post(app, project, recording([{"text": "marker-8c43"}]), event_id=new_id())

    assert found_on_disk(app, "marker-8c41", "marker-8c43") == {"marker-8c41", "marker-8c43"}
    assert found_in_rows(app, "marker-8c41", "marker-8c42") == {"marker-8c41", "marker-8c42"}
