"""One project floods, another is not to notice: `python -m bench.flood [--rate 1000]`.

100,000 events that differ only in their ids come in at the rate, or as fast as they are answered; a neighbour
sends its own all the while. One issue, an exact count, bounded memory, and the neighbour's answers about as
fast as before.
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
    bodies = prepare(folder, "small", NEIGHBOUR_RATE * seconds, 50)
    return load(dsn, bodies, connections=4, rate=NEIGHBOUR_RATE)


def alone(dsn: str, folder: Path) -> float:
    """The neighbour's 95th percentile before the flood, in milliseconds."""
    seen = json.loads(neighbour(dsn, folder, QUIET_SECONDS).communicate()[0])
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
    with running(folder) as server:
        flooded, quiet = server.new_dsn(), server.new_dsn()
        before = alone(quiet, folder)
        sent_alone = NEIGHBOUR_RATE * QUIET_SECONDS
        server.wait_until_visible(sent_alone, SECONDS_TO_VISIBLE)
        beside = neighbour(quiet, folder, EVENTS // (rate or 1_000))
        seen, memory = flood(server, flooded, bodies, rate)
        neighbours = json.loads(beside.communicate()[0])
        sent = sent_alone + EVENTS + sum(neighbours["statuses"].values())
        server.wait_until_visible(sent, SECONDS_TO_VISIBLE)
        memory.append(server.memory())
        issues = issues_of(server, flooded)
    during, peak = neighbours["milliseconds"]["p95"], max(memory) / MIB
    return {
        "flood, events/s": (f"{EVENTS / seen['seconds']:,.0f}", True),
        "issues and their counts": (str(issues), issues == [EVENTS]),
        "memory peak, MiB": (f"{peak:.0f}", peak < MOST_MEMORY),
        "neighbour's p95, ms": (
            f"{before:.1f} alone, {during:.1f} beside the flood",
            during <= before * MOST_SLOWDOWN,
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
