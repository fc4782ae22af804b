"""The way to an error: earlier requests, clicks and forms (row E8), and pages left as they were."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from kit_support.browser import chromium
from kit_support.recorder import Recorder, recording
from kit_support.running import wait_until
from kit_support.sites import Site, Sites
from seismo_django.requests.trail import LONGEST, Step, fitting

TOKEN = "t" * 32
"""What marks a visitor who was given a form."""


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    with recording() as listener:
        yield listener


@pytest.fixture(scope="module")
def site(recorder: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Sites(tmp_path_factory.mktemp("trail"), stack).start(SENTRY_DSN=recorder.dsn)


def crumbs_after(site: Site, recorder: Recorder, *paths: str, **cookies: str) -> list[str]:
    """What the error of the last path says of the way to it, queries left out."""
    with httpx.Client(base_url=site.http.base_url, cookies=cookies) as visitor:
        for path in paths:
            request_id = visitor.get(path).headers["X-Request-ID"]
    return told(event_of(recorder, request_id))


def event_of(recorder: Recorder, request_id: str) -> dict[str, Any]:
    def found() -> list[dict[str, Any]]:
        sent = recorder.payloads("event")
        return [event for event in sent if event["tags"]["request_id"] == request_id]

    wait_until(lambda: bool(found()), lambda: f"the event of {request_id}")
    return found()[0]


def told(event: dict[str, Any]) -> list[str]:
    return [
        f"[{crumb['category']}] {crumb['message']}"
        for crumb in event["breadcrumbs"]["values"]
        if crumb["category"] in ("request", "click", "form", "exception")
    ]


@pytest.mark.browser
def test_E8_the_way_to_an_error_is_told_as_the_visitor_went_it(
    site: Site, recorder: Recorder
) -> None:
    with chromium() as browser:
        page = browser.new_page(base_url=str(site.http.base_url))
        page.goto("/sign-in/")
        page.goto("/shifts/")
        page.get_by_role("button", name="Create Shift").click()
        with page.expect_response("**/shifts/create/") as answer:
            page.get_by_role("button", name="Save").click()
        request_id = answer.value.headers["x-request-id"]
    event = event_of(recorder, request_id)

    assert told(event) == [
        "[request] GET /sign-in/ (200 OK)",
        "[request] GET /shifts/ (200 OK)",
        '[click] User clicked "Create Shift" link',
        "[request] GET /shifts/create/ (200 OK)",
        "[form] User filled shift creation form",
        "[request] POST /shifts/create/ (500 Internal Server Error)",
        "[exception] ValueError: invalid literal for int() with base 10: 'abc'",
    ]


def test_E8_only_the_last_eight_requests_are_remembered(site: Site, recorder: Recorder) -> None:
    crumbs = crumbs_after(site, recorder, "/sign-in/", *["/shifts/"] * 11, "/boom/")

    assert crumbs[:-2] == ["[request] GET /shifts/ (200 OK)"] * 8


def test_what_a_page_fetches_is_no_visit(site: Site, recorder: Recorder) -> None:
    answer = site.http.get(
        "/quiet/", headers={"sec-fetch-mode": "cors", "cookie": f"csrftoken={TOKEN}"}
    )

    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("header", ["set-cookie", "vary"])
def test_a_page_for_everybody_stays_one(site: Site, header: str) -> None:
    with httpx.Client(base_url=site.http.base_url) as visitor:
        answer = visitor.get("/quiet/")

    assert header not in answer.headers


def test_a_page_adds_no_vary_for_who_is_signed_in(site: Site) -> None:
    with httpx.Client(base_url=site.http.base_url, cookies={"csrftoken": TOKEN}) as visitor:
        answer = visitor.get("/quiet/")

    assert "vary" not in answer.headers
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(r"seismo_trail=[\w=.-]{1,700}; HttpOnly; Path=/; SameSite=Lax", cookie)


def test_the_newest_steps_stay_when_not_all_fit() -> None:
    steps = [Step("r", 1_800_000_000 + n, f"GET /{'long/' * 20}{n} 200") for n in range(8)]
    kept = fitting([step.spelled() for step in steps])

    assert len(kept.encode()) <= LONGEST
    assert kept.endswith("7 200")


@pytest.mark.parametrize(
    ("cookie", "value"),
    [
        pytest.param("seismo_trail", "cnwxfEdFVCAvYWRtaW4v.forged", id="forged"),
        pytest.param("seismo_trail", "%%%.\x41", id="no base64"),
        pytest.param("seismo_crumbs", "r%7C1%7CGET /admin/ 200", id="a request by script"),
        pytest.param("seismo_crumbs", "%FF%00|||\\n" * 400, id="noise"),
    ],
)
def test_a_cookie_that_was_tampered_with_tells_nothing(
    site: Site, recorder: Recorder, cookie: str, value: str
) -> None:
    crumbs = crumbs_after(site, recorder, "/boom/", **{cookie: value})

    assert crumbs == [
        "[request] GET /boom/ (500 Internal Server Error)",
        "[exception] RuntimeError: boom",
    ]


def test_strict_keeps_no_trail(
    recorder: Recorder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with ExitStack() as stack:
        sites = Sites(tmp_path_factory.mktemp("strict"), stack)
        site = sites.start({"PRIVACY": "strict"}, SENTRY_DSN=recorder.dsn)
        answer = site.http.get("/quiet/", headers={"cookie": f"csrftoken={TOKEN}"})

    assert "set-cookie" not in answer.headers


def test_the_trail_may_lie_in_the_cache(
    recorder: Recorder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with ExitStack() as stack:
        sites = Sites(tmp_path_factory.mktemp("cached"), stack)
        site = sites.start({"TRAIL": "cache"}, SENTRY_DSN=recorder.dsn)
        crumbs = crumbs_after(site, recorder, "/quiet/", "/boom/", sessionid="any")

    assert crumbs[0] == "[request] GET /quiet/ (200 OK)"
