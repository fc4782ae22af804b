"""Measures the pages of a full server while events come in: `python -m bench.pages [--data FOLDER]`.

Without a folder, 100,000 events in 2,000 issues go in through the front door first, for a minute or two.
A folder that `seismo bench-data` filled, with a million events, has bars of its own, and gets the events.
"""

import argparse
import http.cookiejar
import json
import re
import secrets
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path

from bench.load import percentiles
from bench.run import load, prepare
from bench.server import Server, running

EVENTS = 100_000
ISSUES = 2_000
RATE = 200
VIEWS = 300
"""Of each kind of page."""
MOST_SECONDS = 120
"""For which events come in at most; the views are over long before."""
SECONDS_TO_VISIBLE = 600
STREAM = "/issues/?status=unresolved"
"""The inbox of old data is empty: what was for review a week ago is not any more."""
BAR = 50.0
"""Milliseconds of server time, at the 95th percentile."""
BAR_AT_A_MILLION = 80.0
BAR_OF_TAGS = 150.0

_TOTAL = re.compile(r"total;dur=([0-9.]+)")
ISSUE_LINK = re.compile(r'href="(/issues/[A-Z0-9-]+/)[?"]')


Times = dict[str, float]
"""Milliseconds by percentile."""


class Browser:
    """Somebody who is signed in."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        password, email = secrets.token_urlsafe(16), f"bench-{secrets.token_hex(4)}@example.com"
        server.seismo("user", "create", email, "--password-stdin", "--superuser", typed=password)
        form = urllib.parse.urlencode({"email": email, "password": password}).encode()
        request = urllib.request.Request(
            f"{self.url}/login/", data=form, headers={"Origin": self.url}
        )
        self.opener.open(request, timeout=30).read()

    def view(self, path: str) -> tuple[str, float]:
        """The page, and the seconds that the server says it took."""
        with self.opener.open(self.url + path, timeout=30) as answer:
            assert answer.url == self.url + path, f"{path} led to {answer.url}"
            page = answer.read().decode()
            total = _TOTAL.search(answer.headers["Server-Timing"])
        assert total is not None
        return page, float(total[1]) / 1000

    def times(self, paths: Iterable[str]) -> Times:
        return percentiles([self.view(path)[1] for path in paths])


def fill(server: Server, dsn: str, folder: Path) -> None:
    started = time.monotonic()
    load(dsn, prepare(folder, "small", EVENTS, ISSUES), connections=16).communicate()
    server.wait_until_visible(EVENTS, SECONDS_TO_VISIBLE)
    took = time.monotonic() - started
    print(f"{EVENTS:,} events in {ISSUES:,} issues: visible after {took:.0f} s")


def measure(server: Server, dsn: str, folder: Path, bar: float) -> dict[str, tuple[Times, float]]:
    """Of each kind of page its times, and its bar."""
    browser = Browser(server)
    stream, _ = browser.view(STREAM)
    issues = sorted(set(ISSUE_LINK.findall(stream)))
    assert issues, "the issue stream shows no issue"
    storm = load(dsn, prepare(folder, "small", RATE * MOST_SECONDS, ISSUES), 4, rate=RATE)
    try:
        return {
            "issue stream": (browser.times([STREAM] * VIEWS), bar),
            "issue page": (browser.times(islice(cycle(issues), VIEWS)), bar),
            "tags of issue": (
                browser.times(islice(cycle(f"{issue}tags/" for issue in issues), VIEWS)),
                BAR_OF_TAGS,
            ),
        }
    finally:
        storm.terminate()
        storm.communicate()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder that bench-data filled")
    chosen: Path | None = parser.parse_args().data
    with tempfile.TemporaryDirectory(prefix="seismo-bench-") as name:
        folder = Path(name)
        if chosen is not None:
            (folder / "data").symlink_to(chosen.absolute())
        with running(folder) as server:
            if chosen is None:
                dsn = server.new_dsn()
                fill(server, dsn, folder)
            else:
                dsn = json.loads(server.seismo("project", "list", "--json"))[0]["dsn"]
            figures = measure(server, dsn, folder, BAR if chosen is None else BAR_AT_A_MILLION)
    print(f"Server time while {RATE} events/s come in, {VIEWS} views each, in ms:")
    for page, (times, bar) in figures.items():
        verdict = "pass" if times["p95"] < bar else "FAIL"
        print(
            f"  {page:<14}p50 {times['p50']:6.1f}   p95 {times['p95']:6.1f}   < {bar:.0f}  {verdict}"
        )
    sys.exit(any(times["p95"] >= bar for times, bar in figures.values()))


if __name__ == "__main__":
    main()
