"""The whole embedded server in this process, and the ways in that a client or a person has."""

import functools
import itertools
import json
import os
import re
import secrets
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from seismo.config import load
from seismo.model.ids import EventId
from seismo.runtime import Server, open_catalog
from seismo.runtime.clock import SystemClock
from seismo.runtime.folder import owned

if TYPE_CHECKING:  # the catalog is opened by the first App
    from seismo.catalog.access import Access

PORTS = range(20_000, 32_000)
"""Outside the range from which the system serves connections."""
PATIENCE = 180.0
"""Seconds; generous, for machines where much else runs."""
PASSWORD = "correct-fake-horse"


class MovableClock:
    """The real time, plus what a test adds."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return SystemClock().now() + self.ahead


@dataclass(frozen=True)
class TestProject:
    __test__ = False

    id: int
    slug: str
    key: str
    dsn: str


@functools.cache
def _ports() -> Iterator[int]:
    """Those of this worker of the run, each once: a free one could be promised to two before one listens."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    own = PORTS[worker :: int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))]
    return itertools.cycle(secrets.SystemRandom().sample(own, len(own)))


def free_port() -> int:
    """A port that no connection is given by the system: a client that knocks while the server is down
    would else take it, now and then, and the server could not come back."""
    return next(filter(_is_free, _ports()))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until(
    is_true: Callable[[], bool], what: str, patience: float = PATIENCE, every: float = 0.01
) -> None:
    """Wait on a condition. Fails with `what` when it does not come true in time."""
    deadline = time.monotonic() + patience
    while not is_true():
        assert time.monotonic() < deadline, f"waited {patience:.0f} s for: {what}"
        time.sleep(every)


class App:
    """One server for a test process. Tests keep apart by each making their own project."""

    def __init__(self, data: Path) -> None:
        self.data = data
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.config = load({}, data=data, port=port, url=self.url, digest_processes=1)
        self.clock = MovableClock()
        self._numbers = itertools.count(1)
        self._stack = ExitStack()
        open_catalog(self.config)

    def start(self) -> None:
        _hurry()
        self._stack.enter_context(owned(self.config.data))
        self.server = Server(self.config, self.clock)
        self._thread = threading.Thread(target=self.server.run, name="server")
        self._thread.start()
        assert self.server.listening.wait(PATIENCE), "the server did not start"
        self.stores = self.server.stores
        self._make_owner()

    def stop(self) -> None:
        self.server.stop()
        self._thread.join()
        self._stack.close()

    def _make_owner(self) -> None:
        from seismo.catalog import people

        self.organization = people.first_organization()
        people.create_user(self.organization, "owner@example.test", PASSWORD, is_superuser=True)

    def access(self) -> "Access":
        """What the owner sees now."""
        from seismo.catalog.access import access_to
        from seismo.catalog.models import User

        found = access_to(User.objects.get(email="owner@example.test"), self.organization.pk)
        assert found is not None
        return found

    def project(self, name: str = "Shop", platform: str = "python") -> TestProject:
        from seismo.catalog import projects
        from seismo.protocol.dsn import format_dsn

        made = projects.create_project(self.organization, f"{name} {next(self._numbers)}", platform)
        key = projects.active_key(made)
        return TestProject(made.pk, made.slug, key, format_dsn(self.url, key, made.pk))

    def post(
        self, project: TestProject, body: bytes, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Post an envelope as an SDK does."""
        auth = {"X-Sentry-Auth": f"Sentry sentry_key={project.key}, sentry_version=7"}
        return httpx.post(
            f"{self.url}/api/{project.id}/envelope/", content=body, headers=auth | (headers or {})
        )

    def send(self, project: TestProject, event: dict[str, Any]) -> EventId:
        """Post an event and wait until everything is digested."""
        event_id = EventId(event.get("event_id") or uuid.uuid4().hex)
        answer = self.post(project, envelope(event, event_id))
        assert answer.status_code == 200, answer.text
        self.wait_until_idle()
        return event_id

    def wait_until_idle(self) -> None:
        wait_until(self.server.is_idle, "the journal is digested")

    def browser(self) -> httpx.Client:
        """A signed-in browser without JavaScript."""
        client = httpx.Client(
            base_url=self.url,
            follow_redirects=True,
            headers={"Origin": self.url, "Accept": "text/html"},
        )
        self.sign_in(client)
        return client

    def sign_in(self, client: httpx.Client, email: str = "owner@example.test") -> None:
        client.cookies.clear()
        answer = client.post("/login/", data={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text

    def is_signed_in(self, client: httpx.Client) -> bool:
        """Whether the login still exists. Asks the catalog: a page would cost every test more."""
        from django.conf import settings
        from django.contrib.sessions.models import Session

        login = client.cookies.get(settings.SESSION_COOKIE_NAME)
        return Session.objects.filter(session_key=login).exists()


def _hurry() -> None:
    """Take for a test what a person's server has good reasons to take more for."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from seismo.digest import worker

    worker.GATHER = worker.LONGEST_PAUSE = 0.0  # each test waits for its own event
    worker.IDLE_WAIT = 0.005
    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.memory_cost = 64


def envelope(event: dict[str, Any], event_id: str | None = None) -> bytes:
    """An envelope with one event."""
    event_id = event_id or event.get("event_id") or uuid.uuid4().hex
    return items(event_id, ("event", json.dumps({"event_id": event_id} | event).encode()))


def items(event_id: str, *parts: tuple[str, bytes]) -> bytes:
    """An envelope with these items."""
    lines = [json.dumps({"event_id": event_id}).encode()]
    for kind, payload in parts:
        lines += [json.dumps({"type": kind, "length": len(payload)}).encode(), payload]
    return b"\n".join(lines) + b"\n"


def error(
    message: str = "it broke", kind: str = "ValueError", function: str = "pay", **fields: Any
) -> dict[str, Any]:
    """A small Python error with one frame of the application's own."""
    frame = {
        "filename": "shop/views.py",
        "abs_path": "/srv/app/shop/views.py",
        "module": "shop.views",
        "function": function,
        "lineno": 10,
        "context_line": f"    raise {kind}(message)",
        "pre_context": ["def pay(message):"],
        "post_context": [],
        "in_app": True,
        "vars": {"message": repr(message)},
    }
    value = {"type": kind, "value": message, "stacktrace": {"frames": [frame]}}
    return {"platform": "python", "level": "error", "exception": {"values": [value]}} | fields


def visible_text(page: str) -> str:
    """The text of a page without its tags, with single spaces."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))
