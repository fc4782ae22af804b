"""Nothing that got a 200 is lost or doubled, whenever all processes are killed."""

import random
import time
from pathlib import Path

import pytest
from support.books import Books
from support.load import Load
from support.process import ServerProcess
from support.telemetry import mixed

KILLS = 20


@pytest.mark.slow
def test_items_of_every_kind_are_there_exactly_once_after_twenty_kills(tmp_path: Path) -> None:
    moments = random.Random(20261121)
    server = ServerProcess(tmp_path / "data")
    server.start()
    dsn = server.project()["dsn"]

    with Load(server, dsn, mixed) as load:
        for _ in range(KILLS):
            time.sleep(moments.uniform(0.05, 0.6))  # the moment of the kill is what is tested
            server.kill()
            server.start()
    server.wait_until_drained()

    fates = server.fates(load.acknowledged)
    wrong = [fate for fate in fates if (fate["outcome"], fate["stored"]) != ("accepted", 1)]
    server.stop()
    books = Books(server.data)
    assert len(load.acknowledged) > KILLS
    assert wrong == []
    assert books.faults == []
    assert books.accepted["log_item"] >= len(load.acknowledged)
