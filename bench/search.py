"""Measures search over a million events: `python -m bench.search [--data FOLDER]`.

Without a folder, `seismo bench-data` fills a new one first; that takes a quarter of an hour.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

from bench.pages import ISSUE_LINK, STREAM, Browser
from bench.server import SEISMO, running

EVENTS = 1_000_000
ISSUES = 20_000
VIEWS = 20
"""Of each kind, after a first look at each of its pages, which is told apart."""
TAGS = ("plan:paid", "region:basket", "browser.name:Firefox", "worker:[w1, w2]", "!plan:free")
TEXTS = ("delivery timeout", "wishlist", "no voucher left", "verify_coup*", "StockError OR refund")

_EVENT_LINK = re.compile(r'href="(/issues/[A-Z0-9-]+/events/[0-9a-f]{32}/)[?"]')


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    paths: list[str]
    most: float
    """Milliseconds of server time, at the 95th percentile."""


def fill(folder: Path) -> None:
    command = [*SEISMO, "bench-data", "bench", "--data", str(folder / "data")]
    amount = ["--events", str(EVENTS), "--issues", str(ISSUES)]
    subprocess.run([*command, *amount], check=True)


def measure(folder: Path) -> bool:
    """Print a line for each bar; whether all are met."""
    _forget_pages(folder / "data")
    with running(folder) as server:
        browser = Browser(server)
        stream, seconds = browser.view(STREAM)
        bars = _bars(browser, stream)
        print(
            f"Search over {folder}, ms of server time: the slowest first look, of a server that has just"
        )
        print(
            f"started on files that are not in memory, and {VIEWS} views of each after all were looked at:"
        )
        verdicts = []
        for bar in bars:
            paths = dict.fromkeys(bar.paths)
            first = 1000 * max(
                seconds if path == STREAM else browser.view(path)[1] for path in paths
            )
            times = browser.times(islice(cycle(bar.paths), VIEWS))
            verdicts.append(times["p95"] < bar.most)
            verdict = "pass" if verdicts[-1] else "FAIL"
            print(
                f"  {bar.name:<14}first {first:7.1f}   p50 {times['p50']:6.1f}   p95 {times['p95']:6.1f}"
                f"   < {bar.most:.0f}  {verdict}"
            )
        print(f"  memory {server.memory() / 1024 / 1024:.0f} MiB (PSS)")
    return all(verdicts)


def _forget_pages(data: Path) -> None:
    """Have the system forget what it keeps in memory of all files, where it can."""
    if not hasattr(os, "posix_fadvise"):
        print("This system keeps files in memory: the first looks may find them there.")
        return
    for path in data.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _bars(browser: Browser, stream: str) -> list[Bar]:
    issues = ISSUE_LINK.findall(stream)[:VIEWS]
    events = [_EVENT_LINK.findall(browser.view(issue)[0])[0] for issue in issues]
    return [
        Bar("stream", [STREAM], 50),
        Bar("tag filter", [f"{STREAM}&q={quote(text)}" for text in TAGS], 150),
        Bar("free text", [f"{STREAM}&q={quote(text)}" for text in TEXTS], 500),
        Bar("event by id", [f"{event}json/" for event in events], 20),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder that bench-data filled")
    chosen: Path | None = parser.parse_args().data
    with tempfile.TemporaryDirectory(prefix="seismo-bench-") as name:
        folder = Path(name)
        if chosen is None:
            fill(folder)
        else:
            (folder / "data").symlink_to(chosen.absolute())
        is_fast = measure(folder)
    sys.exit(not is_fast)


if __name__ == "__main__":
    main()
