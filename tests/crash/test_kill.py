"""Nothing that got a 200 is lost or doubled, whenever all processes are killed."""

import random
import threading
import time
import uuid
from pathlib import Path

import httpx
import pytest
from support.app import envelope, error
from support.process import ServerProcess

KILLS = 20
SENDERS = 4


class Load:
    """Senders that post events and remember the ids that got a 200."""

    def __init__(self, server: ServerProcess, dsn: str) -> None:
        key = dsn.split("//")[1].split("@")[0]
        self._url = f"{server.url}/api/{dsn.rsplit('/', 1)[1]}/envelope/?sentry_key={key}"
        self._stop = threading.Event()
        self.acknowledged: list[str] = []
        self._threads = [threading.Thread(target=self._send) for _ in range(SENDERS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        with httpx.Client() as client:
            while not self._stop.is_set():
                event_id = uuid.uuid4().hex
                event = error(
                    f"order {event_id[:6]} failed", function=f"step_{int(event_id[0], 16)}"
                )
                try:
                    answer = client.post(self._url, content=envelope(event, event_id))
                except httpx.TransportError:
                    time.sleep(0.01)
                    continue
                if answer.status_code == 200:
                    self.acknowledged.append(event_id)


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
