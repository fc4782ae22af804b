"""A listener that speaks what the field's command line asks a server for releases."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Api:
    url: str = ""
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    """Method, path and body of each request, in order."""
    previous: str = ""
    """The commit of the release before."""
    status: int = 200
    has_json: bool = True
    unknown: tuple[str, ...] = ()
    """Methods for which nothing is found."""

    def answer(self, method: str, path: str, body: Any) -> tuple[int, bytes]:
        self.asked.append((method, path, body))
        if self.status != 200:
            return self.status, json.dumps({"detail": "as the test wants"}).encode() * self.has_json
        if method in self.unknown:
            return 404, b'{"detail":"not here"}'
        if path.endswith("previous-with-commits/"):
            last = {"version": "before", "lastCommit": {"id": self.previous}}
            return 200, json.dumps(last if self.previous else {}).encode()
        if path.endswith("/releases/") and sum(one[:2] == (method, path) for one in self.asked) > 1:
            return 208, b'{"version":"again"}'
        return 201 if method == "POST" else 200, b"{}"


@contextmanager
def speaking() -> Iterator[Api]:
    api = Api()

    class Handler(BaseHTTPRequestHandler):
        def do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            is_known = self.headers["Authorization"] == "Bearer fake-token"
            status, answer = api.answer(self.command, self.path, body) if is_known else (401, b"{}")
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        api.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield api
        server.shutdown()
