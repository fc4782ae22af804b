"""One project floods, another is not to notice: `python -m bench.flood [--rate 1000]`.

100,000 events that differ only in their ids come in at the rate, or as fast as they are answered; a neighbour
sends its own all the while. One issue, an exact count, bounded memory, and the neighbour's answers about as
fast as before.

A second neighbour has a server of its own on the same machine: what that one waits longer is what the flood,
its sender and its digest take of the processors.
"""

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench import events
from bench.run import MIB, load, prepare
from bench.server import Server, running

EVENTS = 100_000
NEIGHBOUR_RATE = 50
QUIET_SECONDS = 30
SECONDS_TO_VISIBLE = 900
MOST_MEMORY = 400
"""MiB, all processes together."""
MOST_SLOWDOWN = 1.2


def neighbour(dsn: str, folder: Path, seconds: int) -> "subprocess.Popen[bytes]":
    """A stopwatch must not wait for the sender of the flood; where it may not go first, `nice` says so."""
    bodies = prepare(folder, "small", NEIGHBOUR_RATE * seconds, 50)
    return load(dsn, bodies, connections=4, rate=NEIGHBOUR_RATE, before=("nice", "-n", "-10"))


def p95(sender: "subprocess.Popen[bytes]") -> float:
    """Milliseconds, when it is done. Every answer was 200."""
    seen = json.loads(sender.communicate()[0])
    assert set(seen["statuses"]) == {"200"}, seen["statuses"]
    return float(seen["milliseconds"]["p95"])


def flood(
    server: Server, dsn: str, bodies: Path, rate: int | None
) -> tuple[dict[str, float], list[int]]:
    """What the flood's sender saw, and the memory meanwhile."""
    sender = load(dsn, bodies, connections=16, rate=rate)
    memory = [server.memory()]
    while sender.poll() is None:
        time.sleep(1)
        memory.append(server.memory())
    seen = json.loads(sender.communicate()[0])
    assert seen["statuses"] == {"200": EVENTS}, seen["statuses"]
    return seen, memory


def issues_of(server: Server, dsn: str) -> list[int]:
    """How often each issue of the DSN's project was seen."""
    uri = f"file:{server.data / 'catalog.sqlite'}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, timeout=10)) as catalog:
        rows = catalog.execute(
            "SELECT times_seen FROM catalog_issue WHERE project_id = ?", (dsn.rsplit("/", 1)[1],)
        ).fetchall()
    return [count for (count,) in rows]


def run(folder: Path, rate: int | None) -> dict[str, tuple[str, bool]]:
    bodies = folder / "flood.bodies"
    events.write(bodies, events.flood(EVENTS, time.time()))
    seconds = EVENTS // (rate or 1_000)
    homes = [folder / "flooded", folder / "other"]
    for home in homes:
        home.mkdir()
    with running(homes[0]) as server, running(homes[1]) as other:
        flooded, quiet, apart = server.new_dsn(), server.new_dsn(), other.new_dsn()
        places = list(zip((quiet, apart), homes, strict=True))
        before = [p95(neighbour(dsn, home, QUIET_SECONDS)) for dsn, home in places]
        server.wait_until_visible(NEIGHBOUR_RATE * QUIET_SECONDS, SECONDS_TO_VISIBLE)
        beside = [neighbour(dsn, home, seconds) for dsn, home in places]
        seen, memory = flood(server, flooded, bodies, rate)
        during = [p95(sender) for sender in beside]
        sent = NEIGHBOUR_RATE * (QUIET_SECONDS + seconds) + EVENTS
        server.wait_until_visible(sent, SECONDS_TO_VISIBLE)
        memory.append(server.memory())
        issues = issues_of(server, flooded)
    peak = max(memory) / MIB
    return {
        "flood, events/s": (f"{EVENTS / seen['seconds']:,.0f}", True),
        "issues and their counts": (str(issues), issues == [EVENTS]),
        "memory peak, MiB": (f"{peak:.0f}", peak < MOST_MEMORY),
        "neighbour's p95, ms": (
            f"{before[0]:.1f} alone, {during[0]:.1f} beside the flood",
            during[0] <= before[0] * MOST_SLOWDOWN,
        ),
        "on a server of its own": (
            f"{before[1]:.1f} alone, {during[1]:.1f} beside the flood",
            True,
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, help="events a second; without it, all that go through")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="seismo-bench-") as name:
        figures = run(Path(name), chosen.rate)
    for figure, (value, is_met) in figures.items():
        print(f"  {figure:<26}{value}   {'pass' if is_met else 'FAIL'}")
    sys.exit(not all(is_met for _, is_met in figures.values()))


if __name__ == "__main__":
    main()
