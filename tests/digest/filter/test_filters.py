"""Each filter: what it drops, what it lets through, and which reason comes first."""

from typing import Any

import pytest

from seismo.digest.filter import filtered
from seismo.digest.filter.checks import is_health_check
from seismo.model.event import (
    Event,
    Exceptions,
    ExceptionValue,
    Frame,
    LogEntry,
    Request,
    Stacktrace,
    User,
)
from seismo.model.outcome import Reason
from seismo.model.project import LEGACY_BROWSERS, Filters
from seismo.model.record import Client

NOTHING = Filters(health_checks=False, hydration_errors=False, chunk_load_errors=False)
CLIENT = Client(remote_addr="203.0.113.9", user_agent="Mozilla/5.0 (compatible; Googlebot/2.1)")
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36"


def event(**fields: Any) -> Event:
    return Event(event_id="e" * 32, timestamp=1.0, received=1.0, **fields)


def error(value: str, kind: str = "Error", path: str | None = None, **fields: Any) -> Event:
    frames = [Frame(abs_path=each) for each in (path, "<anonymous>") if path]
    stacktrace = Stacktrace(frames) if frames else None
    exception = ExceptionValue(type=kind, value=value, stacktrace=stacktrace)
    return event(exception=Exceptions([exception]), **fields)


def seen_by(agent: str, **fields: Any) -> Event:
    return event(request=Request(headers=[("User-Agent", agent)]), **fields)


def browser(name: str, version: str) -> Event:
    return event(contexts={"browser": {"name": name, "version": version, "type": "browser"}})


def reason(candidate: Event, client: Client = CLIENT, **switched_on: Any) -> Reason | None:
    return filtered(candidate, client, Filters(**{**_fields(NOTHING), **switched_on}))


def _fields(filters: Filters) -> dict[str, Any]:
    return {name: getattr(filters, name) for name in filters.__struct_fields__}


def test_without_filters_everything_passes() -> None:
    extension = error("top.GLOBALS", path="chrome-extension://abc/x.js", platform="javascript")
    assert reason(extension) is None


def test_a_new_project_filters_health_checks_and_errors_that_nobody_can_cure() -> None:
    assert Filters() == Filters(
        health_checks=True, hydration_errors=True, chunk_load_errors=True, releases=()
    )


@pytest.mark.parametrize(
    ("value", "path", "dropped"),
    [
        ("Extension context invalidated.", None, True),
        ("can't access dead object", None, True),
        ("x is not defined", "moz-extension://0a1b/content.js", True),
        ("x is not defined", "CHROME-EXTENSION://0a1b/content.js", True),
        ("x is not defined", "https://fscr.kaspersky-labs.com/main.js", True),
        ("x is not defined", "https://example.com/chrome-extension/x.js", False),
        ("x is not defined", None, False),
    ],
)
def test_browser_extensions(value: str, path: str | None, dropped: bool) -> None:
    found = reason(error(value, path=path, platform="javascript"), browser_extensions=True)
    assert found == (Reason.BROWSER_EXTENSIONS if dropped else None)


@pytest.mark.parametrize(
    ("name", "last_old", "first_new"),
    [
        ("IE", "11.0", "12"),
        ("Edge", "110.0.1", "111"),
        ("Chrome", "110.9", "111.0.0"),
        ("Chrome Mobile", "110", "111"),
        ("Firefox", "110", "111"),
        ("Mobile Safari", "15.6", "16.0"),
        ("Opera", "99", "100"),
        ("Opera Mini", "34", "35"),
        ("Android", "3.2", "4.4"),
    ],
)
def test_legacy_browsers_end_at_their_version(name: str, last_old: str, first_new: str) -> None:
    every = tuple(LEGACY_BROWSERS)
    assert reason(browser(name, last_old), legacy_browsers=every) is Reason.LEGACY_BROWSERS
    assert reason(browser(name, first_new), legacy_browsers=every) is None


def test_only_the_named_browsers_are_legacy() -> None:
    assert reason(browser("Safari", "9"), legacy_browsers=("ie",)) is None


@pytest.mark.parametrize("version", ["", "beta", "x.1"])
def test_a_browser_without_a_version_is_not_legacy(version: str) -> None:
    assert reason(browser("IE", version), legacy_browsers=("ie",)) is None


@pytest.mark.parametrize(
    ("agent", "dropped"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Twitterbot/1.0", True),
        ("SomeBot", True),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", True),
        ("Slackbot 1.0(+https://api.slack.com/robots)", False),
        ("SentryUptimeBot/1.0 (+https://docs.example.com)", False),
        ("Mozilla/5.0 (compatible; ChatGPT-User/1.0; +https://openai.com/bot)", False),
        ("Mozilla/5.0 (Linux; Android 9; Cubot Note)", False),
        (CHROME, False),
        ("", False),
    ],
)
def test_web_crawlers(agent: str, dropped: bool) -> None:
    found = reason(seen_by(agent, platform="python"), web_crawlers=True)
    assert found == (Reason.WEB_CRAWLERS if dropped else None)


def test_a_browser_without_a_user_agent_in_the_event_is_known_by_its_request() -> None:
    assert reason(event(platform="javascript"), web_crawlers=True) is Reason.WEB_CRAWLERS


def test_a_server_is_not_known_by_the_request_of_its_sdk() -> None:
    assert reason(event(platform="python"), web_crawlers=True) is None


@pytest.mark.parametrize(
    "local",
    [
        event(user=User(ip_address="127.0.0.1")),
        event(user=User(ip_address="::1")),
        event(request=Request(url="http://localhost:8000/cart")),
        event(request=Request(url="http://shop.localhost/cart")),
        event(request=Request(url="http://127.0.0.1/cart")),
        event(request=Request(url="file:///home/me/index.html")),
        event(request=Request(headers=[("Host", "localhost:8000")])),
        event(request=Request(headers=[("X-Forwarded-Host", "127.0.0.1:3000")])),
        event(request=Request(url="https://a.test/", headers=[("X-Forwarded-For", "::1")])),
    ],
    ids=["ipv4", "ipv6", "url", "subdomain", "address", "file", "host", "proxied", "for"],
)
def test_localhost(local: Event) -> None:
    assert reason(local, localhost=True) is Reason.LOCALHOST


@pytest.mark.parametrize(
    "remote",
    [
        event(user=User(ip_address="127.0.0.10")),
        event(request=Request(url="https://localhost.example.com/")),
        event(request=Request(url="https://notlocalhost/")),
        event(request=Request(url="http://[bad")),
        event(request=Request(headers=[("Host", "localhost.example.com")])),
        event(request=Request(url="https://a.test/", headers=[("Host", "localhost")])),
        event(),
    ],
    ids=["ip", "prefix", "suffix", "broken", "host", "url-first", "nothing"],
)
def test_what_only_looks_like_localhost(remote: Event) -> None:
    assert reason(remote, localhost=True) is None


@pytest.mark.parametrize(
    ("name", "dropped"),
    [
        ("/healthcheck", True),
        ("GET /api/health", True),
        ("/_health/", True),
        ("/HEALTHZ", True),
        ("ready", True),
        ("/svc/livez", True),
        ("/ping", True),
        ("/alive", False),
        ("/shopping", False),
        ("/healthy-food", True),
        ("/already", False),
        ("/checkout", False),
        ("", False),
    ],
)
def test_health_checks_are_known_by_their_name(name: str, dropped: bool) -> None:
    found = reason(event(type="transaction", transaction=name), health_checks=True)
    assert found == (Reason.FILTERED_TRANSACTION if dropped else None)
    assert is_health_check(name) is dropped


def test_an_error_in_a_health_check_is_kept() -> None:
    assert reason(error("it broke", transaction="/healthcheck"), health_checks=True) is None


@pytest.mark.parametrize(
    "value",
    [
        "Minified React error #418; visit https://reactjs.org/docs/error-decoder.html?invariant=418 ...",
        "Minified React error #425; visit https://react.dev/errors/425?args[]=",
        "Hydration failed because the initial UI does not match what was rendered on the server.",
        "Text content does not match server-rendered HTML.",
        "There was an error while hydrating. Because the error happened outside of a boundary...",
    ],
)
def test_hydration_errors_of_browsers(value: str) -> None:
    assert (
        reason(error(value, platform="javascript"), hydration_errors=True)
        is Reason.REACT_HYDRATION_ERRORS
    )
    assert reason(error(value, platform="python"), hydration_errors=True) is None


@pytest.mark.parametrize(
    ("kind", "value", "dropped"),
    [
        ("ChunkLoadError", "Loading chunk 552 failed.\n(https://a.test/552.js)", True),
        ("Error", "Uncaught ChunkLoadError: Loading chunk 7 failed", True),
        ("Error", "Loading CSS chunk 7 failed", True),
        ("Error", "the chunk is too large", False),
    ],
)
def test_chunk_load_errors(kind: str, value: str, dropped: bool) -> None:
    found = reason(error(value, kind, platform="javascript"), chunk_load_errors=True)
    assert found == (Reason.CHUNK_LOAD_ERROR if dropped else None)


@pytest.mark.parametrize(
    ("pattern", "release", "dropped"),
    [
        ("shop@1.*", "shop@1.2.3", True),
        ("SHOP@1.*", "shop@1.2.3", True),
        ("1.*", "shop@1.2.3", False),
        ("shop@1.2.?", "shop@1.2.3", True),
        ("shop@1.2.3", None, False),
        ("[bad", "[bad", True),
    ],
)
def test_releases(pattern: str, release: str | None, dropped: bool) -> None:
    found = reason(event(release=release), releases=("other@*", pattern))
    assert found == (Reason.RELEASE_VERSION if dropped else None)


@pytest.mark.parametrize(
    ("pattern", "dropped"),
    [
        ("ValueError: it broke*", True),
        ("*it broke at noon", True),
        ("it broke", False),
        ("valueerror*", True),
        ("*line two", True),
    ],
)
def test_error_messages_match_type_and_value_of_an_exception(pattern: str, dropped: bool) -> None:
    broken = error("it broke at line one\nbefore line two", "ValueError")
    noon = error("it broke at noon", "ValueError")
    found = {reason(each, error_messages=(pattern,)) for each in (broken, noon)}
    assert (Reason.ERROR_MESSAGE in found) is dropped


@pytest.mark.parametrize(
    ("entry", "dropped"),
    [
        (LogEntry(formatted="payment of 3 failed", message="payment of %s failed"), True),
        (LogEntry(message="payment of 3 failed"), True),
        (LogEntry(message="payment of 3 worked"), False),
    ],
    ids=["formatted", "template", "other"],
)
def test_error_messages_match_a_message(entry: LogEntry, dropped: bool) -> None:
    found = reason(event(logentry=entry), error_messages=("*of 3 failed",))
    assert found == (Reason.ERROR_MESSAGE if dropped else None)


@pytest.mark.parametrize(
    ("source", "report", "dropped"),
    [
        ("https://evil.test", {"blocked_uri": "https://evil.test/x.js"}, True),
        ("*.evil.test", {"source_file": "https://cdn.evil.test/x.js"}, True),
        ("*.evil.test", {"document_uri": "http://evil.test:8000"}, True),
        ("*:8000", {"document_uri": "http://shop.test:8000/cart"}, True),
        ("chrome-extension://*", {"source_file": "chrome-extension://abc"}, True),
        ("inline", {"blocked_uri": "inline"}, True),
        ("https://evil.test", {"blocked_uri": "http://evil.test/x.js"}, False),
        ("evil.test", {"blocked_uri": "https://notevil.test"}, False),
        ("*.evil.test", {"blocked_uri": "https://notevil.test"}, False),
        ("evil.test", {"blocked_uri": None, "source_file": 7}, False),
        ("*", {}, False),
    ],
)
def test_sources_of_security_reports(source: str, report: dict[str, Any], dropped: bool) -> None:
    found = reason(event(type="csp", csp=report), csp_sources=("https://other.test", source))
    assert found == (Reason.INVALID_CSP if dropped else None)


def test_the_source_comes_before_the_release() -> None:
    blocked = event(type="csp", csp={"blocked_uri": "inline"}, release="1.0")
    found = reason(blocked, releases=("1.0",), csp_sources=("inline",))
    assert found is Reason.INVALID_CSP
