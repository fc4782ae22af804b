"""Measures the server against its promises: `make bench`, or `python -m bench.run [--runs 3]`.

Server and load share this machine, as they do wherever the promises were made (two cores).
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import events
from bench.server import Server, running

WARM_UP = 400
ISSUES = 20
MIB = 1024 * 1024
SECONDS_TO_VISIBLE = 120


@dataclass(frozen=True, slots=True)
class Trial:
    name: str
    size: str
    count: int
    connections: int


@dataclass(frozen=True, slots=True)
class Bar:
    trial: str
    figure: str
    least: float | None = None
    most: float | None = None

    def is_met(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (
            self.most is None or value < self.most
        )

    def __str__(self) -> str:
        return f">= {self.least:,.0f}" if self.least is not None else f"< {self.most:,.0f}"


TRIALS = (
    Trial("66 KB", "large", count=8_000, connections=16),
    Trial("3 KB", "small", count=20_000, connections=64),
)
BARS = (
    Bar("66 KB", "accepted/s", least=1_000),
    Bar("66 KB", "visible/s", least=700),
    Bar("66 KB", "accept p95, ms", most=25),
    Bar("66 KB", "memory peak, MiB", most=250),
    Bar("3 KB", "visible/s", least=2_000),
)


def measure(trial: Trial, warm_up: Path, bodies: Path) -> dict[str, float]:
    """One run on a fresh data folder."""
    with tempfile.TemporaryDirectory(prefix="seismo-bench-") as name:
        with running(Path(name)) as server:
            dsn = server.new_dsn()
            load(dsn, warm_up, trial.connections).communicate()
            server.wait_until_visible(WARM_UP, SECONDS_TO_VISIBLE)
            figures = _measured(server, dsn, trial, bodies)
            server.stop()
        figures["disk per event, bytes"] = server.disk() / (WARM_UP + trial.count)
    return figures


def _measured(server: Server, dsn: str, trial: Trial, bodies: Path) -> dict[str, float]:
    cpu_before = server.cpu_seconds()
    memory = [server.memory()]
    sender = load(dsn, bodies, trial.connections)
    while server.visible() < WARM_UP + trial.count and sender.poll() is None:
        memory.append(server.memory())
        time.sleep(0.5)
    seen = json.loads(sender.communicate()[0])
    visible_at = server.wait_until_visible(WARM_UP + trial.count, SECONDS_TO_VISIBLE)
    memory.append(server.memory())
    cpu = server.cpu_seconds() - cpu_before
    _check_sums(server, seen, trial.count)
    return {
        "accepted/s": trial.count / seen["seconds"],
        "visible/s": trial.count / (visible_at - seen["started"]),
        "accept p50, ms": seen["milliseconds"]["p50"],
        "accept p95, ms": seen["milliseconds"]["p95"],
        "accept p99, ms": seen["milliseconds"]["p99"],
        "CPU s per 10,000": cpu / trial.count * 10_000,
        "load's CPU, cores": seen["cpu_seconds"] / seen["seconds"],
        "memory peak, MiB": max(memory) / MIB,
    }


def load(
    dsn: str,
    bodies: Path,
    connections: int,
    rate: int | None = None,
    before: Sequence[str] = (),
) -> "subprocess.Popen[bytes]":
    """`before` is the command that starts the command."""
    words = [*before, sys.executable, "-m", "bench.load", dsn, str(bodies)]
    words += ["--connections", str(connections)]
    return subprocess.Popen(
        [*words, "--rate", str(rate)] if rate else words, stdout=subprocess.PIPE
    )


def _check_sums(server: Server, seen: dict[str, dict[str, int]], count: int) -> None:
    """A figure is worth nothing when events were refused or lost on the way."""
    assert seen["statuses"] == {"200": count}, seen["statuses"]
    state = json.loads(server.seismo("status", "--json"))
    assert state["journal"]["backlog"] == 0, state
    assert state["outcomes"] == {"accepted": {"error": WARM_UP + count}, "dropped": {}}, state


def prepare(folder: Path, size: str, count: int, issues: int) -> Path:
    file = folder / f"{size}-{count}.bodies"
    events.write(file, events.bodies(size, count, issues, time.time()))
    return file


def report(trial: Trial, runs: list[dict[str, float]]) -> bool:
    """Prints the median of the runs; whether every bar is met."""
    bars = {bar.figure: bar for bar in BARS if bar.trial == trial.name}
    print(
        f"\n{trial.name} errors, gzip, {trial.connections} connections, {trial.count:,} events, "
        f"median of {len(runs)}"
    )
    all_met = True
    for figure in runs[0]:
        value = statistics.median(run[figure] for run in runs)
        line = f"  {figure:<24}{value:>12,.1f}"
        if bar := bars.get(figure):
            met = bar.is_met(value)
            all_met = all_met and met
            line += f"   {bar!s:>8}  {'pass' if met else 'FAIL'}"
        print(line)
    return all_met


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=[trial.name for trial in TRIALS])
    chosen = parser.parse_args()
    verdicts = []
    for trial in TRIALS:
        if chosen.only in {None, trial.name}:
            with tempfile.TemporaryDirectory(prefix="seismo-bodies-") as name:
                warm_up = prepare(Path(name), trial.size, WARM_UP, ISSUES)
                bodies = prepare(Path(name), trial.size, trial.count, ISSUES)
                runs = [measure(trial, warm_up, bodies) for _ in range(chosen.runs)]
            verdicts.append(report(trial, runs))
    sys.exit(not all(verdicts))


if __name__ == "__main__":
    main()
