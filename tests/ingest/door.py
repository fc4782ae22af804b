"""A client that calls the ingest application as a web server would, without one."""

import asyncio
import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from seismo.backends.files.journal import FileJournal
from seismo.ingest.accept import Ingest
from seismo.ingest.http import app
from seismo.ingest.keys import Keys
from seismo.model.project import ProjectKey
from seismo.model.record import Record, decode_record

KEY = "0123456789abcdef0123456789abcdef"
DISABLED = "d" * 32
OTHER = "f" * 32
UNKNOWN = "a" * 32
NOW = 1795298600.0
ID = "9ec79c33ec9942ab8353589fcb2e04dc"
AUTH = f"Sentry sentry_key={KEY}, sentry_version=7, sentry_client=sentry.python/2.75.0"
BARRIER = 0
"""A partition that no door writes to."""
_partitions = itertools.count(1)

PROJECT_KEYS = [
    ProjectKey(11, 1, KEY, True),
    ProjectKey(12, 1, DISABLED, False),
    ProjectKey(21, 2, OTHER, True),
]


@dataclass
class Hand:
    """A clock that a test moves."""

    seconds: float = NOW

    def now(self) -> float:
        return self.seconds


def envelope_of(*items: str | dict[str, Any], payload: bytes = b"{}") -> bytes:
    """An envelope with an item for each type, or for each item header."""
    headers = [{"type": item} if isinstance(item, str) else item for item in items]
    lines = [part for header in headers for part in (json.dumps(header).encode(), payload)]
    return b"\n".join([b'{"event_id":"%s"}' % ID.encode(), *lines])


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Door:
    journal: FileJournal
    runner: asyncio.Runner
    clock: Hand = field(default_factory=Hand)
    peer: tuple[str, int] | None = ("203.0.113.9", 50000)
    root_path: str = ""
    project_keys: list[ProjectKey] = field(default_factory=lambda: PROJECT_KEYS)

    def __post_init__(self) -> None:
        keys = Keys(lambda: self.project_keys)
        self.ingest = Ingest(self.journal, keys, self.clock, partition=next(_partitions))

    def post(
        self,
        body: bytes | Sequence[bytes],
        path: str = "/api/1/envelope/",
        query: str = "",
        **headers: str,
    ) -> Reply:
        """Post with the credentials of project 1, unless the test says who it is."""
        if not query and not {"x_sentry_auth", "authorization"} & headers.keys():
            headers["x_sentry_auth"] = AUTH
        return self.ask("POST", path, body, query, **headers)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Sequence[bytes] = b"",
        query: str = "",
        **headers: str,
    ) -> Reply:
        chunks = [body] if isinstance(body, bytes) else body
        messages = [
            {"type": "http.request", "body": chunk, "more_body": n < len(chunks)}
            for n, chunk in enumerate(chunks, 1)
        ]
        (start, content) = self.exchange(method, path, messages, query, **headers)
        names = {name.decode(): value.decode("ascii") for name, value in start["headers"]}
        assert names["content-length"] == str(len(content["body"]))
        return Reply(start["status"], names, content["body"])

    def exchange(
        self, method: str, path: str, messages: list[dict[str, Any]], query: str, **headers: str
    ) -> list[dict[str, Any]]:
        """What the application sends for these messages of the server."""
        sent: list[dict[str, Any]] = []
        coming = iter(messages)

        async def receive() -> dict[str, Any]:
            return next(coming)

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": self.root_path + path,
            "root_path": self.root_path,
            "query_string": query.encode(),
            "headers": [
                (name.replace("_", "-").encode(), value.encode("latin-1"))
                for name, value in headers.items()
            ],
            "client": self.peer,
            "ingest": self.ingest,
        }
        self.runner.run(app(scope, receive, send))
        return sent

    def records(self) -> list[Record]:
        """Everything in the journal, also what nobody waited for."""
        self.journal.append(BARRIER, [b""]).result()
        entries = self.journal.read(self.ingest.partition, 0, 10_000, 1 << 30)
        return [decode_record(entry.body) for entry in entries]
