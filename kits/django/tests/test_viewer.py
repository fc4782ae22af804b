"""Row C3: in DEBUG nothing leaves, and the developer sees what would have left."""

import re
import time
from typing import Any

import pytest
from kit_support.browser import LOOKS, chromium, faults
from kit_support.pages import Pages
from kit_support.running import wait_until
from seismo_django.viewer.entries import entries, filtered, queries, raised
from sentry_sdk.envelope import Envelope, Item, PayloadRef

SELECT = "SELECT name FROM shop_item WHERE id = %s"
_ENTRY = re.compile(r'href="(/__seismo__/captured/[0-9a-f]+/)">([^<]+)</a>')


def envelope(kind: str, payload: dict[str, Any]) -> Envelope:
    return Envelope({}, [Item(type=kind, payload=PayloadRef(json=payload))])


def span(op: str, sql: str, ms: int) -> dict[str, Any]:
    end = f"2026-11-22T10:00:00.{ms:03}Z"
    return {
        "op": op,
        "description": sql,
        "start_timestamp": "2026-11-22T10:00:00Z",
        "timestamp": end,
    }


def test_C3_queries_alike_are_one_line_with_their_number() -> None:
    spans = [span("db", SELECT, 10), span("http.client", "GET x", 5), span("db", "BEGIN", 1)]
    found = queries({"spans": [*spans, span("db", SELECT, 30)]})
    assert [(query.sql, query.times, round(query.ms)) for query in found] == [
        (SELECT, 2, 40),
        ("BEGIN", 1, 1),
    ]


def test_C3_the_exception_seen_last_comes_first_with_its_innermost_frame_first() -> None:
    frames = [{"filename": "a.py", "lineno": 1}, {"filename": "b.py", "lineno": 2, "in_app": True}]
    values = [
        {"type": "KeyError"},
        {"type": "Oops", "value": "x", "stacktrace": {"frames": frames}},
    ]
    first, second = raised({"exception": {"values": values}})
    assert (first.name, second.name) == ("Oops", "KeyError")
    assert [(frame.place, frame.is_own) for frame in first.frames] == [
        ("b.py:2", True),
        ("a.py:1", False),
    ]


def test_C3_what_was_scrubbed_is_named_by_its_place() -> None:
    payload = {
        "request": {"data": {"pin": "[Filtered]"}},
        "extra": {"argv": ["run", "--token=[Filtered]"]},
    }
    assert filtered(payload) == ["request.data.pin", "extra.argv[1]"]


@pytest.mark.parametrize(
    ("kind", "payload", "title"),
    [
        ("event", {"message": "hello"}, "hello"),
        ("event", {"logentry": {"message": "a %s", "formatted": "a b"}}, "a b"),
        ("event", {"exception": {"values": [{"type": "E", "value": "v"}]}}, "E: v"),
        ("transaction", {"transaction": "/pay/"}, "/pay/"),
        ("check_in", {"monitor_slug": "nightly", "status": "ok"}, "nightly"),
        ("feedback", {"contexts": {"feedback": {"message": "hm"}}}, "hm"),
    ],
)
def test_C3_each_thing_has_a_title(kind: str, payload: dict[str, Any], title: str) -> None:
    (entry,) = entries([envelope(kind, payload)])
    assert entry.title == title


def test_C3_the_two_forms_of_a_time_are_one_clock() -> None:
    forms: tuple[Any, ...] = ("2026-11-22T10:00:00.5Z", 1795341600.5)
    told = [envelope("event", {"message": str(form), "timestamp": form}) for form in forms]
    first, second = (entry.clock for entry in entries(told))
    assert first == second


@pytest.mark.parametrize(
    ("age", "form"),
    [(0, r"\d\d:\d\d:\d\d"), (3 * 86400, r"\d\d \w+ \d\d:\d\d:\d\d")],
    ids=["today", "before"],
)
def test_C3_what_is_of_another_day_says_so(age: int, form: str) -> None:
    (entry,) = entries([envelope("event", {"message": "hello", "timestamp": time.time() - age})])
    assert re.fullmatch(form, entry.clock)


def test_C3_sessions_and_looking_at_the_viewer_are_left_out() -> None:
    looked = envelope("transaction", {"transaction": "/__seismo__/"})
    assert entries([envelope("session", {}), looked]) == []


def streamed(span_id: str, op: str, name: str, segment: str) -> dict[str, Any]:
    attributes = {"sentry.op": op, "sentry.segment.id": segment}
    return {
        "span_id": span_id,
        "name": name,
        "is_segment": span_id == segment,
        "start_timestamp": 1000.0,
        "end_timestamp": 1000.02,
        "attributes": {key: {"value": value} for key, value in attributes.items()},
    }


def test_C3_spans_that_come_one_by_one_are_a_request_again() -> None:
    first = {"items": [streamed("b", "db", SELECT, "a"), streamed("c", "db", SELECT, "c")]}
    second = {"items": [streamed("a", "http.server", "/pay/", "a")]}
    (entry,) = entries([envelope("span", first), envelope("span", second)])
    assert (entry.title, entry.key, entry.note) == ("/pay/", "a", "20 ms, 1 query")
    assert [query.sql for query in queries(entry.payload)] == [SELECT]


def captured(debug: Pages, title: str) -> str:
    """The address of what has this title, once it is there: a trace comes after the answer."""
    found: dict[str, str] = {}

    def is_there() -> bool:
        entries = _ENTRY.findall(debug.site.get("/__seismo__/").text)
        found.update((title, path) for path, title in entries)
        return title in found

    wait_until(is_there, lambda: f"{title} among {list(found)}")
    return found[title]


def test_C3_the_error_is_in_the_viewer_scrubbed_and_not_sent(debug: Pages) -> None:
    debug.visitor().get("/broken/?why=seen&token=fakesecretvalue")
    page = debug.site.get(captured(debug, "RuntimeError: broken: seen")).text
    assert "views_pages.py" in page
    assert "fakesecretvalue" not in page
    assert "request.query_string" in page
    assert all("broken: seen" not in str(event) for event in debug.events())


def test_C3_a_request_shows_its_queries(debug: Pages) -> None:
    debug.site.get("/sessions/", cookie=f"sessionid={'a' * 32}")
    assert "django_session" in debug.site.get(captured(debug, "/sessions/")).text


def test_C3_what_is_not_kept_any_more_is_not_found(debug: Pages) -> None:
    assert debug.site.get("/__seismo__/captured/0123456789abcdef/").status_code == 404


@pytest.mark.browser
def test_C3_the_viewer_is_for_everybody(debug: Pages) -> None:
    debug.visitor().get("/broken/?why=looked")
    with chromium() as browser:
        for viewport, scheme in LOOKS.values():
            context = browser.new_context(
                base_url=str(debug.site.http.base_url), viewport=viewport, color_scheme=scheme
            )
            page = context.new_page()
            for path in ("/__seismo__/", captured(debug, "RuntimeError: broken: looked")):
                page.goto(path)
                for summary in page.locator("summary").all():
                    summary.click()
                assert faults(page) == []
            context.close()
