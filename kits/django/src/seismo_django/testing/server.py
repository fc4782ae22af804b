"""`seismo_server`: a real Seismo server for the end-to-end tests of an application."""

import json
import re
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, NamedTuple

from seismo_django import local_server
from seismo_django.commands.asking import ask
from seismo_django.local_server import EMAIL, LocalServer
from seismo_django.testing.found import Found
from seismo_django.testing.tracking import settings_of, tracking

PATIENCE = 30.0
"""Seconds for what was accepted to be stored."""
LATE = 10.0
"""Seconds for what the application still has to send."""

_IDLE = re.compile(rb"^seismo_journal_backlog 0(\.0)?$", re.MULTILINE)


class Issue(NamedTuple):
    """An issue, as the server lists it."""

    short_id: str
    title: str
    culprit: str
    level: str
    status: str
    times_seen: int
    last_event_id: str

    def __str__(self) -> str:
        return f"{self.title} ({self.culprit or 'no culprit'}, {self.times_seen} times)"


class ProjectOfTest:
    """A project that no other test sends to."""

    def __init__(self, server: "SeismoServer", project: local_server.Project) -> None:
        self._server = server
        self.slug = project.slug
        self.dsn = project.dsn
        """For the environment of an application in a process of its own: SENTRY_DSN."""

    @contextmanager
    def receiving(
        self, *, traces: bool = False, sdk: dict[str, Any] | None = None, **seismo: Any
    ) -> Iterator[None]:
        """What the application does in this block, in this process, is sent here. See `recording`."""
        spool = {"FOLDER": str(self._server.data.with_name("spool"))}
        loaded = settings_of(traces, sdk, dsn=self.dsn, spool=spool, **seismo)
        with tracking(loaded) as client:
            yield
            client.flush(timeout=LATE)

    def issues(self, title: str = "") -> Found[Issue]:
        """The issues, the oldest first, once all that was accepted is stored; or those of such a title."""
        self._server.wait_until_idle()
        told = self._server.command("issues", "--project", self.slug, "--json")
        rows = [json.loads(line) for line in told.splitlines()]
        found = [Issue(*(row[name] for name in Issue._fields)) for row in rows]
        return Found(issue for issue in found if title in issue.title)

    def event(self, event_id: str) -> dict[str, Any]:
        """What is stored of an event: the payload, as its page lets one download it."""
        self._server.wait_until_idle()
        payload: dict[str, Any] = json.loads(self._server.page(f"/events/{event_id}/json/"))
        return payload


class SeismoServer(LocalServer):
    """The server of a run of tests. Its pages are at `url`, for `EMAIL` and `password`."""

    password = ""

    def project(self, name: str = "Tests") -> ProjectOfTest:
        """A new one, for one test."""
        return ProjectOfTest(self, self.make_project(name))

    def page(self, path: str) -> bytes:
        """What somebody who is signed in gets there."""
        with self._browser().open(self.url + path, timeout=PATIENCE) as answer:
            body: bytes = answer.read()
            return body

    def wait_until_idle(self) -> None:
        """Until all that was accepted is stored. Raises AssertionError after half a minute."""
        deadline = time.monotonic() + PATIENCE
        while not _IDLE.search(ask("GET", f"{self.url}/metrics").body):
            assert time.monotonic() < deadline, "The Seismo server did not store all in 30 s."
            time.sleep(0.02)

    def _browser(self) -> urllib.request.OpenerDirector:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        browser.addheaders = [("Origin", self.url)]
        form = urllib.parse.urlencode({"email": EMAIL, "password": self.password})
        browser.open(f"{self.url}/login/", form.encode(), PATIENCE).close()
        return browser


@contextmanager
def running(folder: Path) -> Iterator[SeismoServer]:
    """A server with a data folder of its own inside of this one, and somebody to sign in."""
    server = SeismoServer(folder / "server", local_server.free_port())
    server.password = server.make_user()
    with server:
        yield server
