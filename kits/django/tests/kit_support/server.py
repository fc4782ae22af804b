"""A real Seismo server, started as people start it and read as people read it."""

import itertools
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import httpx
from kit_support.running import PATIENCE, free_port, running, wait_for_http, wait_until

EMAIL, PASSWORD = "kit@example.test", "correct-fake-horse"
_numbers = itertools.count(1)
_DSN = re.compile(r"http://[0-9a-f]{32}@[0-9.:]+/(?P<id>\d+)")


@dataclass(frozen=True, slots=True)
class Project:
    server: "Server"
    id: int
    slug: str
    dsn: str

    def issues(self) -> list[dict[str, Any]]:
        """`title, culprit, times_seen, last_event_id` of each issue, in the order of their birth."""
        return self.server.rows(
            "SELECT title, culprit, times_seen, last_event_id FROM catalog_issue"
            " WHERE project_id = ? ORDER BY id",
            self.id,
        )

    def page(self, part: str = "") -> str:
        """The words of the project's page, or of one below it."""
        answer = self.server.http.get(f"/projects/{self.slug}/{part}")
        assert answer.status_code == 200, answer.text
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())

    def take(self, bodies: Iterable[bytes]) -> None:
        """Post what a recorder kept once more, byte for byte, and wait until it is stored."""
        key = self.dsn.partition("://")[2].partition("@")[0]
        auth = {"X-Sentry-Auth": f"Sentry sentry_key={key}, sentry_version=7"}
        for body in bodies:
            url = f"/api/{self.id}/envelope/"
            answer = self.server.http.post(url, content=body, headers=auth)
            assert answer.status_code == 200, answer.text
        self.server.wait_until_idle()

    def stored(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of the event store, of which `$project` is this one; asked of a copy."""
        with TemporaryDirectory() as folder:
            for file in self.server.data.glob("events.duckdb*"):
                shutil.copy(file, folder)
            with duckdb.connect(str(Path(folder) / "events.duckdb")) as copied:
                return copied.execute(sql, {"project": self.id}).fetchall()

    def wait_for_issues(self, number: int = 1) -> list[dict[str, Any]]:
        """The issues, as soon as there are so many. More are a failure."""
        wait_until(lambda: len(self.issues()) >= number, lambda: f"{number} of {self.issues()}")
        self.server.wait_until_idle()
        found = self.issues()
        assert len(found) == number, found
        return found

    def event(self, title: str = "") -> dict[str, Any]:
        """The stored payload of the newest event of the only issue, or of the issue of that title."""
        issues = [row for row in self.wait_for_some() if title in row["title"]]
        (issue,) = issues
        return self.server.event(issue["last_event_id"])

    def wait_for_some(self) -> list[dict[str, Any]]:
        wait_until(lambda: bool(self.issues()), lambda: "an issue")
        self.server.wait_until_idle()
        return self.issues()


def own_environment() -> dict[str, str]:
    """This one without the packages that a run of the matrix lays before those of the server."""
    path, packages = (
        os.environ.get(name, "").split(os.pathsep) for name in ("PYTHONPATH", "KIT_PACKAGES")
    )
    kept = [place for place in path if place and place not in packages]
    return dict(os.environ, PYTHONPATH=os.pathsep.join(kept))


class Server:
    def __init__(self, data: Path, url: str) -> None:
        self.data = data
        self.url = url
        self.http = httpx.Client(
            base_url=url, follow_redirects=True, headers={"Origin": url}, timeout=PATIENCE
        )

    def command(self, *words: str, stdin: str = "") -> str:
        """What `seismo ...` prints."""
        environment = own_environment() | {"SEISMO_DATA": str(self.data), "SEISMO_URL": self.url}
        return subprocess.run(
            [sys.executable, "-m", "seismo", *words],
            env=environment,
            input=stdin,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    def sign_in(self) -> None:
        self.command("user", "create", EMAIL, "--password-stdin", "--superuser", stdin=PASSWORD)
        answer = self.http.post("/login/", data={"email": EMAIL, "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    def project(self, name: str = "Shop") -> Project:
        form = {"name": f"{name} {next(_numbers)}", "platform": "django"}
        page = self.http.post("/projects/new/", data=form)
        assert page.status_code == 200, page.text
        dsn = _DSN.search(page.text)
        assert dsn is not None, page.text
        return Project(self, int(dsn["id"]), page.url.path.split("/")[2], dsn[0])

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Read from the catalog's file, beside the running server."""
        address = f"file:{self.data / 'catalog.sqlite'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as catalog:
            catalog.row_factory = sqlite3.Row
            return [dict(row) for row in catalog.execute(sql, values)]

    def event(self, event_id: str) -> dict[str, Any]:
        """The stored payload, as the page's JSON download gives it."""
        answer = self.http.get(f"/events/{event_id}/json/")
        assert answer.status_code == 200, answer.text
        payload: dict[str, Any] = answer.json()
        return payload

    def fates(self, event_ids: list[str]) -> dict[str, dict[str, Any]]:
        """By event id: `outcome, reason, issue, received, stored` and more, as `seismo event` tells."""
        told = self.command("event", "--stdin", "--json", stdin="\n".join(event_ids))
        return {fate["event_id"]: fate for fate in map(json.loads, told.splitlines())}

    def wait_until_idle(self) -> None:
        def is_idle() -> bool:
            return b"seismo_journal_backlog 0" in self.http.get("/metrics").content

        wait_until(is_idle, lambda: "the journal is digested")


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    port = free_port()
    server = Server(folder / "data", f"http://127.0.0.1:{port}")
    command = (sys.executable, "-m", "seismo", "serve", "--data", str(server.data))
    environment = own_environment() | {"SEISMO_URL": server.url}
    log = folder / "server.log"
    with running([*command, "--port", str(port)], log, environment) as process:
        wait_for_http(f"{server.url}/_health/", process, log)
        server.sign_in()
        yield server
        server.http.close()
