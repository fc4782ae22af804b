"""One transaction for each request, and where its time went (rows R1 to R3, R5, R14)."""

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import datetime
from typing import Any

import httpx
import pytest
from kit_support.recorder import Recorder, recording
from kit_support.running import wait_until
from kit_support.sites import Site, Sites

ALWAYS: dict[str, Any] = {"TRACES": {"DEFAULT": 1.0}, "USER_ROLE": "username"}
STREAM = ALWAYS | {"SDK": {"trace_lifecycle": "stream"}}
PARTS = ("middleware_ms", "business_ms", "db_ms", "template_ms", "cache_ms", "stream_ms")
ROUTES = (
    "/sign-in/",
    "/measured/",
    "/boom/",
    "/streamed/",
    "/streamed/fails/",
    "/returned/500/",
    "/returned/500/",
    "/returned/503/",
    "/returned/404/",
)


def visit(site: Site, *paths: str) -> None:
    for path in paths:
        with suppress(httpx.RemoteProtocolError):  # a stream that fails is a body that breaks off
            site.get(path)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with ExitStack() as stack:
        yield Sites(tmp_path_factory.mktemp("measured"), stack)


@pytest.fixture(scope="module")
def recorded(sites: Sites) -> Iterator[Recorder]:
    """What a site sent for one visit of each route."""
    with recording() as recorder:
        site = sites.start(ALWAYS, SENTRY_DSN=recorder.dsn, SENTRY_RELEASE="shop@1.0")
        visit(site, *ROUTES)
        recorder.wait_for("transaction", len(ROUTES) + 1)
        recorder.wait_for("event", 4)
        yield recorder


@pytest.fixture(scope="module")
def segments(sites: Sites) -> Iterator[dict[str, dict[str, Any]]]:
    """The same in a stream of spans: attributes of the first span by route."""
    with recording() as recorder:
        visit(sites.start(STREAM, SENTRY_DSN=recorder.dsn), *ROUTES[:5])
        wait_until(
            lambda: "/streamed/{how}/" in {span["name"] for span in _segments(recorder)},
            lambda: f"the last segment of {_segments(recorder)}",
        )
        yield {
            span["name"]: {name: told["value"] for name, told in span["attributes"].items()}
            | {"seconds": span["end_timestamp"] - span["start_timestamp"]}
            for span in _segments(recorder)
        }


def _segments(recorder: Recorder) -> list[dict[str, Any]]:
    spans = [span for sent in recorder.payloads("span") for span in sent["items"]]
    return [span for span in spans if span.get("is_segment")]


def transactions(recorded: Recorder, route: str) -> list[dict[str, Any]]:
    return [sent for sent in recorded.payloads("transaction") if sent["transaction"] == route]


def seconds(sent: dict[str, Any]) -> float:
    begun, ended = (datetime.fromisoformat(sent[key]) for key in ("start_timestamp", "timestamp"))
    return (ended - begun).total_seconds()


@pytest.mark.parametrize("route", ["/measured/", "/boom/", "/streamed/", "/sign-in/"])
def test_R1_a_request_is_one_transaction(recorded: Recorder, route: str) -> None:
    assert len(transactions(recorded, route)) == 1


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("http.method", "GET"),
        ("http.url", "/measured/"),
        ("http.status_code", "200"),
        ("user.role", "john.smith"),
    ],
)
def test_R2_the_tags_stand_on_the_transaction_of_the_sdk(
    recorded: Recorder, segments: dict[str, dict[str, Any]], tag: str, value: str
) -> None:
    (sent,) = transactions(recorded, "/measured/")

    assert sent["tags"][tag] == value
    assert segments["/measured/"][tag] == value


def test_R2_the_transaction_names_its_environment_and_release(recorded: Recorder) -> None:
    (sent,) = transactions(recorded, "/measured/")

    assert (sent["environment"], sent["release"]) == ("production", "shop@1.0")


def test_R2_a_failed_request_is_marked(
    recorded: Recorder, segments: dict[str, dict[str, Any]]
) -> None:
    (sent,) = transactions(recorded, "/boom/")

    assert sent["contexts"]["trace"]["status"] == "internal_error"
    assert sent["tags"]["http.status_code"] == "500"
    assert segments["/boom/"]["http.status_code"] == "500"


def test_R3_the_parts_add_up_to_the_duration(recorded: Recorder) -> None:
    (sent,) = transactions(recorded, "/measured/")
    told = sent["contexts"]["breakdown"]

    assert sum(told.get(part, 0) for part in PARTS) == pytest.approx(seconds(sent) * 1000, abs=1)


@pytest.mark.parametrize(
    ("part", "least"), [("db_ms", 50), ("template_ms", 20), ("business_ms", 15)]
)
def test_R3_each_part_has_its_own_time(recorded: Recorder, part: str, least: float) -> None:
    (sent,) = transactions(recorded, "/measured/")

    assert least <= sent["contexts"]["breakdown"][part] < least + 40
    assert sent["measurements"][f"seismo.breakdown.{part}"]["unit"] == "millisecond"


def test_R3_queries_and_cache_are_counted_exactly(recorded: Recorder) -> None:
    (sent,) = transactions(recorded, "/measured/")
    told = sent["contexts"]["breakdown"]

    assert (told["db_queries"], told["cache_hits"], told["cache_misses"]) == (7, 1, 1)


def test_R3_a_stream_of_spans_has_the_parts_too(segments: dict[str, dict[str, Any]]) -> None:
    told = segments["/measured/"]

    assert told["seismo.breakdown.db_queries"] == 7
    assert told["seismo.breakdown.db_ms"] >= 50


@pytest.mark.parametrize("route", ["/streamed/", "/streamed/{how}/"])
def test_R14_a_streamed_answer_lasts_to_its_last_byte(
    recorded: Recorder, segments: dict[str, dict[str, Any]], route: str
) -> None:
    least = 0.15 if route == "/streamed/" else 0.1
    (sent,) = transactions(recorded, route)

    assert seconds(sent) >= least
    assert segments[route]["seconds"] >= least


def test_R14_the_bytes_of_a_stream_are_counted(recorded: Recorder) -> None:
    (sent,) = transactions(recorded, "/streamed/")

    assert sent["contexts"]["breakdown"]["streamed_bytes"] == 15


def test_R14_an_error_in_a_stream_names_its_route(recorded: Recorder) -> None:
    (error,) = [
        sent
        for sent in recorded.payloads("event")
        if "the stream broke" in str(sent.get("exception"))
    ]
    (sent,) = transactions(recorded, "/streamed/{how}/")

    assert (error["transaction"], error["tags"]["stream"]) == ("/streamed/{how}/", "true")
    assert sent["contexts"]["trace"]["status"] == "internal_error"


def test_a_returned_5xx_is_one_event_for_route_and_status(recorded: Recorder) -> None:
    told = [
        sent["message"]
        for sent in recorded.payloads("event")
        if "answered" in str(sent.get("message"))
    ]

    assert told == [
        "GET /returned/{status}/ answered 500",
        "GET /returned/{status}/ answered 503",
    ]


def test_R5_queries_in_a_loop_are_told_in_debug(sites: Sites) -> None:
    site = sites.start({"SLOW_QUERY_MS": 5}, SITE_DEBUG="1")
    visit(site, "/sign-in/", "/loop/", "/measured/")
    said = site.log.read_text()

    assert said.count("N+1:") == 1
    assert "views_measured.py" in said
    assert said.count("Slow query") >= 5
