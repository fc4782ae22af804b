"""What is no issue and yet is counted (rows N1 to N7), and what is told twice (E16)."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from kit_support.running import wait_until
from kit_support.sdks import needs_metrics
from kit_support.server import Project, Server
from kit_support.sites import Site, Sites

IGNORED = ["acceptance.views_request.Expected", "message:/OUT of paper/i", "path:/by-hand"]


@dataclass
class Noisy:
    site: Site
    project: Project

    def ignored(self, reason: str, route: str) -> int:
        """As the site's own page of metrics counts them."""
        series = f'seismo_ignored_total{{reason="{reason}",route="{route}"}} '
        lines = self.site.get("/metrics").text.splitlines()
        return sum(int(line.removeprefix(series)) for line in lines if line.startswith(series))


@pytest.fixture(scope="module")
def noisy(seismo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Noisy]:
    """A site whose error page fails, after every kind of noise."""
    with ExitStack() as stack:
        project = seismo.project()
        site = Sites(tmp_path_factory.mktemp("noise"), stack).start(
            {"IGNORE": IGNORED}, SENTRY_DSN=project.dsn, SITE_URLCONF="acceptance.urls_broken"
        )
        for number in range(10):
            site.get(f"/shifts/{number}/")
        for _ in range(5):
            site.get("/forbidden/")
        for number in range(3):
            site.get(f"/wp-login-{number}.php")
        for _ in range(20):
            site.get("/", host="evil.test")
        for path in ("/suspicious/", "/gone/", "/expected/", "/by-hand/"):
            site.get(path)
        site.get("/told/out of paper/")
        for form in ("exc_info", "f-string", "argument"):
            site.get(f"/told/{form}/")
        site.get("/boom/")  # its error page fails, as do those of /gone/ and /expected/
        yield Noisy(site, project)


@pytest.fixture(scope="module")
def titles(noisy: Noisy) -> list[str]:
    return [issue["title"] for issue in noisy.project.wait_for_issues(5)]


@pytest.mark.parametrize(
    ("reason", "route", "times"),
    [("404 Not Found", "/shifts/{pk}/", 10), ("403 Forbidden", "/forbidden/", 5)],
)
def test_N1_missing_and_forbidden_pages_are_counted_by_route(
    noisy: Noisy, reason: str, route: str, times: int
) -> None:
    assert noisy.ignored(reason, route) == times


@needs_metrics
@pytest.mark.parametrize(
    "line",
    ["404 Not Found 10 now /shifts/{pk}/", "403 Forbidden 5 now /forbidden/",
     "logger:django.security.* 20 now /", "path:/by-hand 1 now /by-hand/"],
)  # fmt: skip
def test_N1_N4_the_server_shows_what_was_ignored_by_reason_and_route(
    noisy: Noisy, line: str
) -> None:
    def is_shown() -> bool:
        return line in noisy.project.page("stats/")

    wait_until(is_shown, lambda: noisy.project.page("stats/"))


def test_N2_requests_for_foreign_hosts_are_counted(noisy: Noisy) -> None:
    assert noisy.ignored("logger:django.security.*", "/") == 20


def test_N3_scanners_are_one_series(noisy: Noisy) -> None:
    assert noisy.ignored("404 Not Found", "(no route)") == 3


@pytest.mark.parametrize(
    ("reason", "route"),
    [
        pytest.param("Expected", "/expected/", id="a class by its bare name"),
        pytest.param("message:/OUT of paper/i", "/told/{form}/", id="a message"),
        pytest.param("path:/by-hand", "/by-hand/", id="a path"),
    ],
)
def test_N4_own_rules_ignore_and_count(noisy: Noisy, reason: str, route: str) -> None:
    assert noisy.ignored(reason, route) >= 1


@pytest.mark.parametrize(
    ("reason", "route"),
    [
        pytest.param("logger:django.security.*", "/suspicious/", id="suspicious"),
        pytest.param("UnreadablePostError", "/gone/", id="client gone"),
    ],
)
def test_N7_the_rest_of_the_noise_is_counted(noisy: Noisy, reason: str, route: str) -> None:
    assert noisy.ignored(reason, route) == 1


@pytest.mark.parametrize(
    "noise",
    ["Http404", "PermissionDenied", "Suspicious", "UnreadablePostError", "Expected", "HTTP_HOST"],
)
def test_N7_noise_is_no_issue(titles: list[str], noise: str) -> None:
    assert [title for title in titles if noise in title] == []


def test_E16_a_log_line_and_its_exception_are_one_event(noisy: Noisy) -> None:
    """Logged with exc_info, as an f-string and as an argument, and captured each time: three failures."""
    (issue,) = _titled(noisy, "ConnectionResetError: the printer of exc_info is gone")

    assert issue["times_seen"] == 3


def test_N5_an_error_page_that_fails_is_one_event_more(noisy: Noisy) -> None:
    """It is called again by each middleware above, once more than there are middlewares."""
    (boom,) = _titled(noisy, "RuntimeError: boom")
    pages = _titled(noisy, "ValueError: the error page is broken, too")

    assert boom["times_seen"] == 1
    assert [issue["times_seen"] for issue in pages] == [1, 1, 1]


def _titled(noisy: Noisy, title: str) -> list[dict[str, Any]]:
    return [issue for issue in noisy.project.wait_for_issues(5) if issue["title"] == title]
