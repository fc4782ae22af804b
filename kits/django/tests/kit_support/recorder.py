"""A listener that keeps what an SDK sends, byte for byte."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import brotli
from kit_support.running import wait_until

_DECODERS = {"gzip": gzip.decompress, "br": brotli.decompress}


@dataclass
class Recorder:
    dsn: str = ""
    bodies: list[bytes] = field(default_factory=list)
    """Decompressed, one for each request."""
    status: int = 200
    """What requests are answered with from now on."""
    headers: dict[str, str] = field(default_factory=dict)
    """What is added to the answers."""
    answer: dict[str, Any] = field(default_factory=dict)
    """What they say."""

    def items(self, kind: str = "") -> list[tuple[dict[str, Any], bytes]]:
        """Header and payload of each item received, or of those of one type."""
        found = [item for body in self.bodies for item in _items(body)]
        return [item for item in found if kind in ("", item[0]["type"])]

    def payloads(self, kind: str) -> list[dict[str, Any]]:
        return [json.loads(payload) for _, payload in self.items(kind)]

    def wait_for(self, kind: str, number: int = 1) -> list[dict[str, Any]]:
        """The payloads of that type, as soon as there are so many."""
        self.wait_until(lambda: len(self.items(kind)) >= number, f"{number} {kind}")
        return self.payloads(kind)

    def wait_until(self, is_true: Callable[[], bool], what: str) -> None:
        wait_until(is_true, lambda: what)

    def traced(self) -> list[str]:
        """Names of what was traced: transactions, in sentry-sdk 3 spans without a parent here."""
        transactions = [one["transaction"] for one in self.payloads("transaction")]
        spans = [span for container in self.payloads("span") for span in container["items"]]
        return transactions + [span["name"] for span in spans if span["is_segment"]]


def _items(body: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    _, _, rest = body.partition(b"\n")
    while rest.strip():
        line, _, rest = rest.lstrip(b"\n").partition(b"\n")
        header = json.loads(line)
        length = header.get("length", rest.find(b"\n") if b"\n" in rest else len(rest))
        yield header, rest[:length]
        rest = rest[length:]


@contextmanager
def recording() -> Iterator[Recorder]:
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # an answer is two writes

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            decode = _DECODERS.get(self.headers.get("Content-Encoding", ""), bytes)
            if recorder.status == 200:
                recorder.bodies.append(decode(body))
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            answer = json.dumps(recorder.answer).encode()
            self.send_response(recorder.status)
            for name, value in recorder.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        recorder.dsn = f"http://{'0' * 32}@127.0.0.1:{server.server_port}/1"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield recorder
        server.shutdown()
