"""`make demo`: the shop lives, and what breaks in it is seen."""

import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from e2e.running import PATIENCE, REPOSITORY, running
from support.app import free_port, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a demo with visitors. Without Node: what it builds would go into the sources."""
    data = tmp_path_factory.mktemp("demo")
    ports = {f"{name}_PORT": str(free_port()) for name in ("SEISMO", "SHOP", "PAYMENT")}
    own = {"DEMO_DATA": str(data), "PATH": os.path.dirname(sys.executable), "HOME": str(data)}
    own["PYTHONPATH"] = os.environ.get("PYTHONPATH", "")
    log = data / "demo.log"
    command = (sys.executable, REPOSITORY / "examples" / "shop" / "demo.py")
    with running(command, log, own | ports) as process:
        wait_until(
            lambda: "Visitors are in the shop" in log.read_text() or process.poll() is not None,
            "the demo is up",
            PATIENCE,
        )
        assert process.poll() is None, log.read_text()
        yield data
        process.send_signal(signal.SIGINT)
        process.wait(60)


def titles(data: Path) -> set[str]:
    address = f"file:{data / 'seismo' / 'catalog.sqlite'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as catalog:
        return {title for (title,) in catalog.execute("SELECT title FROM catalog_issue")}


def test_what_visitors_break_is_seen_and_no_card_number(demo: Path) -> None:
    wait_until(lambda: len(titles(demo)) >= 3, "three issues", PATIENCE)
    assert not any("4000" in title for title in titles(demo))


def test_the_demo_says_where_to_sign_in(demo: Path) -> None:
    said = (demo / "demo.log").read_text()

    assert "demo@kettle.example" in said
    assert (demo / "password").read_text() in said
