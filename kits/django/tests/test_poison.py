"""A request that carries thirty secrets in every place an event has: none of them leaves.

The SDK is the one that is found first: the matrix runs this with each that the kit supports.
"""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import sentry_sdk
from acceptance.poison import secrets_of
from kit_support.recorder import Recorder, recording
from kit_support.sites import Site, Sites
from seismo_django import sdk

SEED = secrets.token_hex(4)
SECRETS = secrets_of(SEED)
EVERYTHING = {"TRACES": {"DEFAULT": 1.0}, "CAPTURE_LOGS": "INFO"}


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorder]:
    """All that leaves when the request and a command are done."""
    with recording() as recorder, ExitStack() as stack:
        sites = Sites(tmp_path_factory.mktemp("poison"), stack)
        site = sites.start(EVERYTHING, SENTRY_DSN=recorder.dsn)
        poison(site)
        words = ("--password", SECRETS["option"], f"--api-token={SECRETS['option']}")
        site.manage("poisoned", *words, check=False)
        recorder.wait_for("event", 4)
        recorder.wait_for("feedback")
        stack.close()
        yield recorder


def poison(site: Site) -> None:
    site.http.post(
        f"/poison/?seed={SEED}&token={SECRETS['query']}&email={SECRETS['email']}",
        json={
            "password": SECRETS["body"],
            "card": {"number": SECRETS["card"], "cvv": "123"},
            "profile": {"accessToken": SECRETS["nested"]},
        },
        headers={
            "Authorization": f"Basic {SECRETS['basic']}",
            "X-Auth-Token": SECRETS["header"],
            "Referer": f"https://shop.example.test/?reset_token={SECRETS['referer']}",
            "Cookie": f"sessionid={SECRETS['cookie']}; theme={SECRETS['cookie']}",
        },
    )
    site.http.post("/marked/", data={"shoe_size": SECRETS["posted"]})
    site.get("/flush/")


@pytest.mark.parametrize("place", SECRETS)
def test_P1_no_secret_is_in_the_bytes_that_leave(received: Recorder, place: str) -> None:
    assert not [body for body in received.bodies if SECRETS[place].encode() in body]


def test_P1_what_no_secret_is_arrives(received: Recorder) -> None:
    (error,) = [event for event in received.payloads("event") if "RuntimeError" in types(event)]
    assert error["request"]["headers"]["Host"].startswith("127.0.0.1")
    assert error["user"] == {"id": "7"}
    assert "no charge for [Filtered]" in error["exception"]["values"][-1]["value"]
    assert error["contexts"]["order"] == {"customer": {"api_key": "[Filtered]"}}


def test_P4_items_of_every_type_that_the_sdk_makes_were_looked_at(received: Recorder) -> None:
    made = {header["type"] for header, _ in received.items()}
    traced = "transaction" if hasattr(sentry_sdk, "start_transaction") else "span"
    optional = {"log": sdk.sends_logs(), "trace_metric": sdk.sends_metrics()}
    wanted = {kind for kind, is_made in optional.items() if is_made}
    assert {"event", "feedback", traced} | wanted <= made


def types(event: dict[str, Any]) -> list[str]:
    if event.get("transaction") != "/poison/":
        return []
    return [value["type"] for value in event.get("exception", {}).get("values", [])]


def test_P10_what_django_marks_is_not_sent(received: Recorder) -> None:
    (error,) = [event for event in received.payloads("event") if "RuntimeError" in types(event)]
    frame = error["exception"]["values"][0]["stacktrace"]["frames"][-1]
    assert frame["vars"]["maiden_name"] == "[Filtered]"


def test_E12_a_value_inlined_in_sql_is_not_sent(received: Recorder) -> None:
    (error,) = [event for event in received.payloads("event") if "RuntimeError" in types(event)]
    assert "SELECT %s" in [crumb.get("message") for crumb in error["breadcrumbs"]["values"]]
