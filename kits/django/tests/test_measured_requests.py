"""One transaction for each request, and where its time went (rows R1 to R3, R5, R14)."""

import math
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from kit_support.recorder import Recorder, recording
from kit_support.running import wait_until
from kit_support.sdks import HAS_CHOICE
from kit_support.sites import Site, Sites
from kit_support.traces import Trace, traces

ALWAYS: dict[str, Any] = {"TRACES": {"DEFAULT": 1.0}, "USER_ROLE": "username"}
STREAM = ALWAYS | {"SDK": {"trace_lifecycle": "stream"}}
PARTS = ("middleware_ms", "business_ms", "db_ms", "template_ms", "cache_ms", "stream_ms")
LEAST = {"db_ms": 50, "template_ms": 20, "business_ms": 15}
ROUTES = (
    "/sign-in/",
    "/measured/",
    "/boom/",
    "/async/",
    "/token/",
    "/streamed/",
    "/streamed-async/",
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


@dataclass(frozen=True, slots=True)
class Seen:
    """What a site sent for one visit of each route."""

    recorder: Recorder

    def requests(self) -> list[Trace]:
        return [trace for trace in traces(self.recorder) if trace.op == "http.server"]

    def one(self, route: str) -> Trace:
        (trace,) = [trace for trace in self.requests() if trace.name == route]
        return trace

    def errors(self, text: str) -> list[dict[str, Any]]:
        return [sent for sent in self.recorder.payloads("event") if text in str(sent)]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with ExitStack() as stack:
        yield Sites(tmp_path_factory.mktemp("measured"), stack)


@pytest.fixture(scope="module", params=["WSGI", "ASGI", "a stream of spans"])
def seen(request: pytest.FixtureRequest, sites: Sites) -> Iterator[Seen]:
    """As the SDK traces by itself, and in the way that some let an application choose."""
    is_stream = request.param == "a stream of spans"
    if is_stream and not HAS_CHOICE:
        pytest.skip("this sentry-sdk traces in one way only")
    with recording() as recorder:
        site = sites.start(
            STREAM if is_stream else ALWAYS,
            asgi=request.param == "ASGI",
            SENTRY_DSN=recorder.dsn,
            SENTRY_RELEASE="shop@1.0",
        )
        visit(site, *ROUTES, "/flush/")
        found = Seen(recorder)
        wait_until(
            lambda: len(found.requests()) > len(ROUTES),
            lambda: f"all of {Counter(trace.name for trace in found.requests())}",
        )
        yield found


@pytest.mark.parametrize(
    "route", ["/measured/", "/boom/", "/async/", "/token/", "/streamed/", "/sign-in/"]
)
def test_R1_a_request_is_one_transaction(seen: Seen, route: str) -> None:
    assert [trace.name for trace in seen.requests()].count(route) == 1


def test_R1_a_part_of_a_request_is_no_trace_of_its_own(seen: Seen) -> None:
    assert {trace.op for trace in traces(seen.recorder)} <= {"http.server", "command"}


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("http.method", "GET"),
        ("http.url", "/measured/"),
        ("http.status_code", "200"),
        ("user.role", "john.smith"),
    ],
)
def test_R2_the_tags_stand_on_the_transaction_of_the_sdk(seen: Seen, tag: str, value: str) -> None:
    assert seen.one("/measured/").tags[tag] == value


def test_R2_the_transaction_names_its_environment_and_release(seen: Seen) -> None:
    measured = seen.one("/measured/")

    assert (measured.environment, measured.release) == ("production", "shop@1.0")


@pytest.mark.parametrize("route", ["/boom/", "/async/", "/token/"])
def test_R2_a_failed_request_is_marked(seen: Seen, route: str) -> None:
    failed = seen.one(route)

    assert failed.has_failed
    assert failed.tags["http.status_code"] == "500"


def test_R3_the_parts_add_up_to_the_duration(seen: Seen) -> None:
    """In a stream the SDK goes on, for as long as the machine lets it, after the kit has told the parts."""
    measured = seen.one("/measured/")
    parts = sum(measured.breakdown.get(part, 0) for part in PARTS)
    after = measured.seconds * 1000 - parts

    assert parts >= sum(LEAST.values())
    assert -1 <= after <= (math.inf if seen.recorder.items("span") else 1)


@pytest.mark.parametrize("part", LEAST)
def test_R3_each_part_has_its_own_time(seen: Seen, part: str) -> None:
    """At least what it takes, and nothing of what the others take."""
    measured = seen.one("/measured/")
    others = sum(LEAST.values()) - LEAST[part]

    assert LEAST[part] <= measured.breakdown[part] <= measured.seconds * 1000 - others + 1


def test_R3_the_parts_can_be_counted_over_many_requests(seen: Seen) -> None:
    """A transaction has them as measurements; attributes of a span are numbers as they are."""
    for sent in seen.recorder.payloads("transaction"):
        if sent["transaction"] == "/measured/":
            assert sent["measurements"]["seismo.breakdown.db_ms"]["unit"] == "millisecond"
    assert isinstance(seen.one("/measured/").breakdown["db_ms"], float)


def test_R3_queries_and_cache_are_counted_exactly(seen: Seen) -> None:
    told = seen.one("/measured/").breakdown

    assert (told["db_queries"], told["cache_hits"], told["cache_misses"]) == (7, 1, 1)


@pytest.mark.parametrize(("route", "least"), [("/streamed/", 0.15), ("/streamed/{how}/", 0.1)])
def test_R14_a_streamed_answer_lasts_to_its_last_byte(seen: Seen, route: str, least: float) -> None:
    assert seen.one(route).seconds >= least


def test_R14_the_bytes_of_a_stream_are_counted(seen: Seen) -> None:
    assert seen.one("/streamed/").breakdown["streamed_bytes"] == 15


@pytest.mark.parametrize("seen", ["ASGI"], indirect=True)
def test_R14_an_async_stream_is_measured_where_it_streams(seen: Seen) -> None:
    """Under WSGI Django makes all of it before it sends the first byte."""
    streamed = seen.one("/streamed-async/")

    assert streamed.seconds >= 0.15
    assert streamed.breakdown["streamed_bytes"] == 15


def test_R14_an_error_in_a_stream_names_its_route(seen: Seen) -> None:
    (error,) = seen.errors("the stream broke")

    assert (error["transaction"], error["tags"]["stream"]) == ("/streamed/{how}/", "true")
    assert seen.one("/streamed/{how}/").has_failed


def test_a_returned_5xx_is_one_event_for_route_and_status(seen: Seen) -> None:
    told = [sent["message"] for sent in seen.errors("answered") if sent.get("message")]

    assert told == [
        "GET /returned/{status}/ answered 500",
        "GET /returned/{status}/ answered 503",
    ]


def test_R5_queries_in_a_loop_are_told_in_debug(sites: Sites) -> None:
    site = sites.start({"SLOW_QUERY_MS": 5}, SITE_DEBUG="1")
    visit(site, "/sign-in/", "/measured/")
    loop = site.get("/loop/")
    said = site.log.read_text()

    assert loop.headers["X-Seismo-NPlusOne"] == "1"
    assert "X-Seismo-NPlusOne" not in site.get("/asks/9/").headers
    assert said.count("N+1:") == 1
    assert "views_measured.py" in said
    assert said.count("Slow query") >= 5
