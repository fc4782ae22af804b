"""What travels with every page."""

import re

import httpx
import pytest
from support.app import App

from seismo.web.assets import manifest


def test_a_page_allows_no_foreign_and_no_inline_script(browser: httpx.Client) -> None:
    policy = browser.get("/issues/").headers["Content-Security-Policy"].split("; ")

    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(policy)
    assert "unsafe" not in " ".join(policy)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cache-Control", "private, no-cache"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Speculation-Rules", '"/static/seismo/prefetch.speculationrules"'),
    ],
)
def test_a_page_has_a_header(browser: httpx.Client, name: str, value: str) -> None:
    assert browser.get("/issues/").headers[name] == value


def test_a_page_says_how_long_it_took(browser: httpx.Client) -> None:
    timing = browser.get("/issues/").headers["Server-Timing"]

    assert re.fullmatch(r"total;dur=\d+\.\d, db;dur=\d+\.\d", timing)


def test_a_page_is_compressed(browser: httpx.Client) -> None:
    assert browser.get("/issues/").headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("name", ["app.js", "app.css", "icons.svg"])
def test_a_hashed_file_is_kept_for_ever(app: App, name: str) -> None:
    answer = httpx.get(
        f"{app.url}/static/seismo/{manifest()[name]}", headers={"Accept-Encoding": "br"}
    )

    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"


def test_the_prefetch_rules_have_the_type_that_browsers_ask_for(app: App) -> None:
    answer = httpx.get(f"{app.url}/static/seismo/prefetch.speculationrules")

    assert answer.headers["Content-Type"] == "application/speculationrules+json"


def test_a_change_forgets_what_was_fetched_in_advance(browser: httpx.Client) -> None:
    answer = browser.post("/issues/change/", data={"to": "resolved"}, follow_redirects=False)

    assert answer.headers["Clear-Site-Data"] == '"prefetchCache"'


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://proxy.example"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "{url}"},
        {"Origin": "", "Referer": "{url}/issues/"},
        {"Origin": "https://outside.example", "Host": "outside.example"},
    ],
    ids=["same-origin", "typed by the user", "origin", "referer", "behind a proxy"],
)
def test_the_server_s_own_pages_may_change_things(
    app: App, browser: httpx.Client, headers: dict[str, str]
) -> None:
    own = {name: value.format(url=app.url) for name, value in headers.items()}

    answer = browser.post(
        "/issues/change/", data={"to": "resolved"}, headers=own, follow_redirects=False
    )

    assert answer.status_code == 303
