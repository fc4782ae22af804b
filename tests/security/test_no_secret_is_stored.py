"""A secret that came in is nowhere in the data folder once its event is digested."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
import zstandard
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


def contents(app: App) -> Iterator[bytes]:
    """Every file as it lies on the disk, every payload unpacked, every row as text."""
    for path in app.data.rglob("*"):
        if path.is_file():
            yield path.read_bytes()
    for path in (app.data / "payloads").glob("*.sqlite"):
        with closing(sqlite3.connect(path)) as connection:
            for (payload,) in connection.execute("SELECT payload FROM payloads"):
                yield zstandard.ZstdDecompressor().decompress(payload)
    for row in app.stores.eventstore.select(select("*").from_("events"), {}):
        yield repr(row).encode()


@pytest.fixture(scope="module")
def place(app: App) -> App:
    app.send(app.project(), poisoned())
    wait_until(
        lambda: not any(b"7f3" in path.read_bytes() for path in app.data.glob("journal.sqlite*")),
        "the journal has forgotten the raw event",
    )
    return app


@pytest.mark.parametrize("where", SECRETS)
def test_a_secret_in_a(where: str, place: App) -> None:
    left = [content for content in contents(place) if SECRETS[where].encode() in content]

    assert left == []


def test_the_search_would_find_what_is_stored(app: App, project: TestProject) -> None:
    app.send(project, error("an innocent marker-8c41 in the text"))

    assert any(b"marker-8c41" in content for content in contents(app))
