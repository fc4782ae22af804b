"""An HTTP server on loopback that keeps what SDKs send to it, and serves the browser's pages."""

import gzip
import json
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import brotli
import zstandard

KEPT_HEADERS = (
    "Content-Type",
    "Content-Encoding",
    "Transfer-Encoding",
    "User-Agent",
    "X-Sentry-Auth",
    "Origin",
    "Sec-CH-UA",
    "Sec-CH-UA-Mobile",
    "Sec-CH-UA-Platform",
)
CONTENT_TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request of an SDK, its body decoded."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    received: float


@dataclass(slots=True)
class Recorder:
    """What came in since the last `taken`, and the files that a browser may ask for."""

    port: int = 0
    requests: list[Request] = field(default_factory=list)
    pages: dict[str, Path] = field(default_factory=dict)

    def taken(self) -> list[Request]:
        requests, self.requests = self.requests, []
        return requests


class Handler(BaseHTTPRequestHandler):
    recorder: Recorder
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        raw = b"".join(self.chunks())
        if not self.path.startswith("/api/"):
            self.answer(404, b"", "text/plain")
            return
        headers = {name: self.headers[name] for name in KEPT_HEADERS if name in self.headers}
        body = DECODERS[headers.get("Content-Encoding", "")](raw)
        request = Request("POST", self.path, headers, body, time.time())
        self.recorder.requests.append(request)
        self.answer(200, json.dumps({"id": "0" * 32}).encode(), "application/json")

    def do_OPTIONS(self) -> None:
        self.answer(200, b"", "text/plain")

    def do_GET(self) -> None:
        page = self.recorder.pages.get(self.path.split("?")[0])
        if page is None:
            self.answer(404, b"", "text/plain")
        else:
            self.answer(200, page.read_bytes(), CONTENT_TYPES[page.suffix])

    def chunks(self) -> Iterator[bytes]:
        if self.headers.get("Transfer-Encoding") != "chunked":
            yield self.rfile.read(int(self.headers.get("Content-Length", 0)))
            return
        while size := int(self.rfile.readline(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def answer(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "*")
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: what was recorded is what the program prints."""


def unzstd(raw: bytes) -> bytes:
    """A frame from a stream does not say how long it is, so the one-call form cannot be used."""
    return zstandard.ZstdDecompressor().decompressobj().decompress(raw)


DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "br": brotli.decompress,
    "zstd": unzstd,
}


@contextmanager
def listening() -> Iterator[Recorder]:
    """A recorder on a free port of 127.0.0.1."""
    recorder = Recorder()
    handler = type("RecordingHandler", (Handler,), {"recorder": recorder})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        recorder.port = server.server_port
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield recorder
        finally:
            server.shutdown()
            thread.join()
