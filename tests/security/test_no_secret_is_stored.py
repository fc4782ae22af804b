"""A secret that came in is nowhere in the data folder once its event is digested."""

import json
import subprocess
import sys
from contextlib import suppress

import pytest
from sqlglot import select
from support.app import App, TestProject, error, wait_until

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


SEARCH = """
import sqlite3, sys
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
    return payload


data, *wanted = sys.argv[1:]
contents = [read(path) for path in Path(data).rglob("*") if path.is_file()]
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
    rows = repr(app.stores.eventstore.select(select("*").from_("events"), {}))
    return {text for text in wanted if text in rows}


@pytest.fixture(scope="module")
def leaks(app: App) -> set[str]:
    """What is left of a poisoned event once the journal had a moment to forget it."""
    app.send(app.project(), poisoned())
    secrets = SECRETS.values()
    with suppress(AssertionError):
        wait_until(lambda: not found_on_disk(app, *secrets), "the raw event is forgotten")
    return found_on_disk(app, *secrets) | found_in_rows(app, *secrets)


@pytest.mark.parametrize("where", SECRETS)
def test_a_secret_is_nowhere_that_came_in_a(where: str, leaks: set[str]) -> None:
    assert SECRETS[where] not in leaks


def test_the_search_finds_what_is_stored(app: App, project: TestProject) -> None:
    app.send(project, error("an innocent marker-8c41 in the text"))

    assert found_on_disk(app, "marker-8c41")
    assert found_in_rows(app, "marker-8c41")
