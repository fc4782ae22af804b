"""Nothing that got a 200 is lost or doubled, whenever all processes are killed."""

import random
import time
from pathlib import Path

import pytest
from support.app import wait_until
from support.books import Books
from support.load import Load
from support.process import QuickServerProcess
from support.telemetry import mixed, names_a_replay

KILLS = 20


@pytest.mark.slow
def test_items_of_every_kind_are_there_exactly_once_after_twenty_kills(tmp_path: Path) -> None:
    moments = random.Random(20261121)
    server = QuickServerProcess(tmp_path / "data")
    server.start()
    dsn = server.project()["dsn"]

    with Load(server, dsn, mixed) as load:
        for _ in range(KILLS):
            time.sleep(moments.uniform(0.05, 0.6))  # the moment of the kill is what is tested
            server.kill()
            server.start()
        wait_until(lambda: len(load.acknowledged) > 2 * KILLS, "the server has taken enough")
    server.wait_until_drained()

    events = [each for each in load.acknowledged if not names_a_replay(each)]
    wrong = [
        fate
        for fate in server.fates(events)
        if (fate["outcome"], fate["stored"]) != ("accepted", 1)
    ]
    server.stop()
    server.close()
    books = Books(server.data)
    assert len(events) > KILLS
    assert wrong == []
    assert books.faults == []
    assert books.accepted["log_item"] >= len(load.acknowledged)
    untold = [each for each in load.acknowledged if books.segments[each] != segments_of(each)]
    assert untold == []


def segments_of(event_id: str) -> int:
    """Each envelope has a video, which tells of one segment."""
    return 2 if names_a_replay(event_id) else 1
