"""Posts prepared bodies as fast as the answers come back, or at a fixed rate, and prints what it saw.

    python -m bench.load DSN FILE [--connections 16] [--rate 200]

A process of its own: what it costs must not be counted as the server's.
"""

import argparse
import asyncio
import json
import resource
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import uvloop

from bench import events


class Load:
    """The bodies still to send, and what became of those that were sent."""

    def __init__(self, dsn: str, bodies: Iterator[bytes], rate: float | None) -> None:
        parts = urlsplit(dsn)
        self.host = parts.hostname or "127.0.0.1"
        self.port = parts.port or 80
        self.head = (
            f"POST /api{parts.path}/envelope/ HTTP/1.1\r\n"
            f"Host: {self.host}:{self.port}\r\n"
            f"X-Sentry-Auth: Sentry sentry_version=7, sentry_key={parts.username}, "
            "sentry_client=sentry.python.django/2.70.0\r\n"
            "User-Agent: sentry.python.django/2.70.0\r\n"
            "Content-Type: application/x-sentry-envelope\r\n"
            "Content-Encoding: gzip\r\n"
            "Content-Length: "
        ).encode()
        self.bodies = bodies
        self.interval = 1 / rate if rate else 0.0
        self.started = time.perf_counter()
        self.scheduled = 0
        self.statuses: Counter[int] = Counter()
        self.seconds: list[float] = []
        self.open_connections = 0
        self.finished = asyncio.get_running_loop().create_future()

    def wait(self) -> float:
        """How long until the next request is due."""
        due = self.started + self.scheduled * self.interval
        self.scheduled += 1
        return max(0.0, due - time.perf_counter())

    def next_request(self) -> bytes | None:
        body = next(self.bodies, None)
        return None if body is None else b"%b%d\r\n\r\n%b" % (self.head, len(body), body)

    def closed(self) -> None:
        self.open_connections -= 1
        if self.open_connections == 0 and not self.finished.done():
            self.finished.set_result(None)


class Connection(asyncio.Protocol):
    """One keep-alive connection with one request under way."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.answer = b""
        self.sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.load.open_connections += 1
        self.schedule()

    def schedule(self) -> None:
        wait = self.load.wait() if self.load.interval else 0.0
        if wait:
            asyncio.get_running_loop().call_later(wait, self.send)
        else:
            self.send()

    def send(self) -> None:
        request = self.load.next_request()
        if request is None or self.transport.is_closing():
            self.transport.close()
            return
        self.sent = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.answer += data
        if not _is_whole(self.answer):
            return
        self.load.seconds.append(time.perf_counter() - self.sent)
        self.load.statuses[int(self.answer[9:12])] += 1
        self.answer = b""
        self.schedule()

    def connection_lost(self, exc: Exception | None) -> None:
        self.load.closed()


def _is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    _, named, rest = head.lower().partition(b"content-length:")
    assert named, "the server's answer has no Content-Length"
    return len(body) >= int(rest.split(b"\r\n", 1)[0])


async def post(
    dsn: str, bodies: Iterator[bytes], connections: int, rate: float | None
) -> dict[str, object]:
    """When it started (unix seconds), how long it took, and what the answers and their times were."""
    started = time.time()
    load = Load(dsn, bodies, rate)
    loop = asyncio.get_running_loop()
    for _ in range(connections):
        await loop.create_connection(lambda: Connection(load), load.host, load.port)
    await load.finished
    took = time.perf_counter() - load.started
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "started": started,
        "seconds": took,
        "statuses": {str(status): count for status, count in load.statuses.items()},
        "milliseconds": percentiles(load.seconds),
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
    }


def percentiles(seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100)
    return {name: cuts[at - 1] * 1000 for name, at in (("p50", 50), ("p95", 95), ("p99", 99))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dsn")
    parser.add_argument("file", type=Path, help="bodies that bench.events wrote")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument(
        "--rate", type=float, help="requests a second; without it, as fast as can be"
    )
    chosen = parser.parse_args()
    bodies = events.read(chosen.file)
    seen = uvloop.run(post(chosen.dsn, bodies, chosen.connections, chosen.rate))
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
