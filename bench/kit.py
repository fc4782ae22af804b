"""What the Django kit costs, and an hour without a server: `python -m bench.kit [--errors 30000]`.

The cost is processor time of the thread that answers, as a page sees it: without any SDK, with sentry-sdk
alone, and with the kit. The hour is 500 errors a minute, as fast as they can be raised, while the server is
stopped; then it comes back, and everything has to arrive once.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bench.server import Server, running

HOUR = 30_000
"""Errors."""
REQUESTS, ERRORS = 5_000, 500
MOST_PER_REQUEST, MOST_PER_ERROR = 50e-6, 2e-3
"""Seconds more than sentry-sdk alone takes."""
MOST_SLOWER = 5e-3
MOST_SPOOLED = 50_000_000
SECONDS_TO_ARRIVE = 60.0
_CHILD = "from bench import kit_site; kit_site.main({}, {})"


def watched(variant: str, dsn: str, spool: Path, requests: int, errors: int) -> dict[str, Any]:
    """What the requests of the application took."""
    own = {
        "BENCH_VARIANT": variant,
        "DJANGO_SETTINGS_MODULE": "bench.kit_site",
        "SENTRY_DSN": dsn,
        "SEISMO_SPOOL_DIR": str(spool),
    }
    done = subprocess.run(
        [sys.executable, "-c", _CHILD.format(requests, errors)],
        env=os.environ | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@contextmanager
def taking_everything() -> Iterator[str]:
    """The DSN of a listener that says yes and keeps nothing."""

    class Yes(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # an answer is two writes

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Yes) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{'0' * 32}@127.0.0.1:{server.server_port}/1"
        server.shutdown()


def cost(folder: Path) -> bool:
    with taking_everything() as dsn:
        took = {
            variant: watched(variant, dsn, folder / "spool", REQUESTS, ERRORS)
            for variant in ("none", "sdk", "kit")
        }
    print(f"{'':6}{'a request':>14}{'an error':>14}{'p95':>12}")
    for variant, told in took.items():
        errors = of_processor(told)
        print(
            f"{variant:6}{statistics.median(told['worked']) * 1e6:11.0f} us"
            f"{statistics.median(errors) * 1e3:11.2f} ms{percentile(errors, 95) * 1e3:9.2f} ms"
        )
    request = statistics.median(took["kit"]["worked"]) - statistics.median(took["sdk"]["worked"])
    error = statistics.median(of_processor(took["kit"])) - statistics.median(
        of_processor(took["sdk"])
    )
    print(f"the kit adds {request * 1e6:.0f} us to a request and {error * 1e3:.2f} ms to an error")
    return request <= MOST_PER_REQUEST and error <= MOST_PER_ERROR


def hour(folder: Path, errors: int) -> bool:
    spool = folder / "spool"
    with running(folder) as server:
        dsn, port = server.new_dsn(), server.port
        there = watched("kit", dsn, spool, 0, ERRORS)
        server.wait_until_visible(ERRORS, 60)
    began = time.monotonic()
    away = watched("kit", dsn, spool, 0, errors)
    kept = sum(path.stat().st_size for path in spool.rglob("*") if path.is_file())
    print(
        f"{errors:,} errors in {time.monotonic() - began:.0f} s without a server, {kept / 1e6:.1f} MB on disk"
    )
    slower = {
        f"p{percent}": percentile(of_processor(away), percent)
        - percentile(of_processor(there), percent)
        for percent in (50, 95, 99)
    }
    print("slower by " + ", ".join(f"{s * 1e3:.2f} ms ({name})" for name, s in slower.items()))
    with running(folder, port) as server:
        took = arrived(server, dsn, spool, ERRORS + errors + 1)
        print(f"all arrived, once, {took:.0f} s after the server came back")
    return (
        max(slower.values()) <= MOST_SLOWER and kept <= MOST_SPOOLED and took <= SECONDS_TO_ARRIVE
    )


def arrived(server: Server, dsn: str, spool: Path, number: int) -> float:
    """Seconds from the next error of the application until all are there. Raises when one is there twice."""
    began = time.monotonic()
    watched("kit", dsn, spool, 0, 1)
    while any(spool.rglob("*.segment*")) and time.monotonic() - began < 10 * SECONDS_TO_ARRIVE:
        watched("kit", dsn, spool, 0, 0)
    took = time.monotonic() - began
    server.wait_until_visible(number, 300)
    if server.visible() != number:
        raise RuntimeError(f"{server.visible()} arrived of {number}")
    return took


def of_processor(told: dict[str, Any]) -> list[float]:
    return [processor for _, processor in told["failed"]]


def percentile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=HOUR, help="of the hour")
    parser.add_argument("--only", choices=("cost", "hour"))
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        is_good = True
        if told.only != "hour":
            is_good &= cost(Path(name))
        if told.only != "cost":
            is_good &= hour(Path(name), told.errors)
    print("within the bars" if is_good else "NOT within the bars")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
