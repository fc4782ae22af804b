"""Measures search over a million events: `python -m bench.search [--data FOLDER]`.

Without a folder, `seismo bench-data` fills a new one first; that takes a quarter of an hour.
"""

import argparse
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
"""Of each kind; the first one of each is no part of it."""
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
    with running(folder) as server:
        browser = Browser(server)
        bars = _bars(browser)
        for bar in bars:
            browser.view(bar.paths[0])
        print(f"Search over {folder}, {VIEWS} views of each, ms of server time:")
        verdicts = []
        for bar in bars:
            times = browser.times(islice(cycle(bar.paths), VIEWS))
            verdicts.append(times["p95"] < bar.most)
            verdict = "pass" if verdicts[-1] else "FAIL"
            print(
                f"  {bar.name:<18}p50 {times['p50']:6.1f}   p95 {times['p95']:6.1f}"
                f"   < {bar.most:.0f}  {verdict}"
            )
        print(f"  memory {server.memory() / 1024 / 1024:.0f} MiB (PSS)")
    return all(verdicts)


def _bars(browser: Browser) -> list[Bar]:
    stream, _ = browser.view(STREAM)
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
