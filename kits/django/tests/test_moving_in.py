"""A team moves over with the names that it has: its middleware, its exception handler."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from kit_support.recorder import Recorder, recording
from kit_support.sites import Sites
from kit_support.traces import traces


@pytest.fixture(scope="module", params=["WSGI", "ASGI"])
def server(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def recorder(server: str) -> Iterator[Recorder]:
    with recording() as listener:
        yield listener


@pytest.fixture(scope="module")
def outage(
    server: str, recorder: Recorder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Response]:
    """The answer of the REST framework, behind both middlewares of old."""
    with ExitStack() as stack:
        sites = Sites(tmp_path_factory.mktemp("moved"), stack)
        site = sites.start(
            {"TRACES": {"DEFAULT": 1.0}},
            asgi=server == "ASGI",
            SENTRY_DSN=recorder.dsn,
            SITE_MOVED="1",
        )
        answer = site.get("/outage/")
        site.get("/flush/")
        recorder.wait_until(lambda: bool(traces(recorder, "/flush/")), "all traces")
        yield answer


def errors(recorder: Recorder) -> list[dict[str, Any]]:
    return [sent for sent in recorder.payloads("event") if sent["transaction"] == "/outage/"]


def test_R1_two_middlewares_of_old_are_one_transaction(
    outage: httpx.Response, recorder: Recorder
) -> None:
    assert len(traces(recorder, "/outage/")) == 1


def test_what_an_exception_handler_swallows_is_one_event(
    outage: httpx.Response, recorder: Recorder
) -> None:
    (event,) = errors(recorder)

    assert event["exception"]["values"][-1]["type"] == "Outage"


def test_a_500_of_the_rest_framework_names_its_event(
    outage: httpx.Response, recorder: Recorder
) -> None:
    (event,) = errors(recorder)

    assert outage.json() == {
        "detail": "We are on it.",
        "event_id": event["event_id"],
        "reference": outage.headers["X-Request-ID"],
    }
