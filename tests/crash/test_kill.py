"""Nothing that got a 200 is lost or doubled, whenever all processes are killed."""

import random
import time
from pathlib import Path

import pytest
from support.load import Load
from support.process import ServerProcess

KILLS = 20


@pytest.mark.slow
def test_events_with_a_200_are_there_exactly_once_after_twenty_kills(tmp_path: Path) -> None:
    moments = random.Random(20261121)
    server = ServerProcess(tmp_path / "data")
    server.start()
    dsn = server.project()["dsn"]

    with Load(server, dsn) as load:
        for _ in range(KILLS):
            time.sleep(moments.uniform(0.05, 0.6))  # the moment of the kill is what is tested
            server.kill()
            server.start()
    server.wait_until_drained()

    fates = server.fates(load.acknowledged)
    wrong = [fate for fate in fates if (fate["outcome"], fate["stored"]) != ("accepted", 1)]
    accepted = server.status()["outcomes"]["accepted"]["error"]
    rows = rows_of(server)
    server.stop()
    assert len(load.acknowledged) > KILLS
    assert wrong == []
    assert accepted == rows["payloads"] == rows["events"] == rows["counted"]
    assert accepted >= len(load.acknowledged)


def rows_of(server: ServerProcess) -> dict[str, int]:
    """How many events each part holds, read while the server is stopped for a moment."""
    import sqlite3

    import duckdb

    server.stop()
    payloads = 0
    for path in (server.data / "payloads").glob("*.sqlite"):
        with sqlite3.connect(path) as connection:
            payloads += connection.execute("SELECT count(*) FROM payloads").fetchone()[0]
        connection.close()
    with duckdb.connect(str(server.data / "events.duckdb"), read_only=True) as events:
        stored = events.execute("SELECT count(*) FROM events").fetchall()[0][0]
    catalog = sqlite3.connect(server.data / "catalog.sqlite")
    counted = catalog.execute("SELECT sum(times_seen) FROM catalog_issue").fetchone()[0]
    catalog.close()
    server.start()
    return {"payloads": payloads, "events": stored, "counted": counted}
