"""A backup that is made while events stream in holds one moment, whole."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from support.app import wait_until
from support.load import Load
from support.process import ServerProcess

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Rehearsal:
    """A backup made under load, and what came out of it."""

    promised: list[str]
    """The ids that were answered with 200 before the backup began."""
    file: Path
    at_once: dict[str, int]
    """What the restored folder holds before a server touches it."""
    later: dict[str, int]
    """What it holds when the rest is digested."""
    fates: list[dict[str, Any]]


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    folder = tmp_path_factory.mktemp("backup")
    file = folder / "seismo.backup"
    server = ServerProcess(folder / "data")
    server.start()
    with Load(server, server.project()["dsn"]) as load:
        wait_until(lambda: len(load.acknowledged) > 200, "events come in")
        promised = list(load.acknowledged)
        server.run("backup", str(file))
        behind = len(load.acknowledged)
        wait_until(lambda: len(load.acknowledged) > behind, "events still come in")
    server.kill()
    restored = ServerProcess(folder / "restored")
    restored.run("restore", str(file))
    at_once = counts(restored.data)
    restored.start()
    restored.wait_until_drained()
    fates = restored.fates(promised)
    restored.stop()
    return Rehearsal(promised, file, at_once, counts(restored.data), fates)


def counts(data: Path) -> dict[str, int]:
    with closing(sqlite3.connect(data / "catalog.sqlite")) as catalog:
        (through,) = catalog.execute('SELECT "offset" FROM catalog_progress').fetchone()
        (counted,) = catalog.execute("SELECT sum(times_seen) FROM catalog_issue").fetchone()
        (accepted,) = catalog.execute(
            "SELECT sum(quantity) FROM catalog_outcomecount WHERE reason = ''"
        ).fetchone()
    payloads = 0
    for path in (data / "payloads").glob("*.sqlite"):
        with closing(sqlite3.connect(path)) as day:
            payloads += day.execute(
                'SELECT count(*) FROM payloads WHERE "offset" <= ?', (through,)
            ).fetchone()[0]
    with duckdb.connect(str(data / "events.duckdb"), read_only=True) as events:
        rows = events.execute('SELECT count(*) FROM events WHERE "offset" <= $1', [through])
        stored = rows.fetchall()[0][0]
    return {"issues": counted, "outcomes": accepted, "payloads": payloads, "rows": stored}


def test_counts_issues_payloads_and_rows_are_of_one_moment(rehearsal: Rehearsal) -> None:
    assert len(set(rehearsal.at_once.values())) == 1, rehearsal.at_once
    assert rehearsal.at_once["issues"] > 0


def test_what_was_promised_before_the_backup_is_there_exactly_once(rehearsal: Rehearsal) -> None:
    wrong = [f for f in rehearsal.fates if (f["outcome"], f["stored"]) != ("accepted", 1)]

    assert wrong == []


def test_after_the_rest_is_digested_everything_is_counted_once(rehearsal: Rehearsal) -> None:
    assert len(set(rehearsal.later.values())) == 1, rehearsal.later
    assert rehearsal.later["issues"] >= len(rehearsal.promised)


def test_a_backup_is_for_its_owner_alone(rehearsal: Rehearsal) -> None:
    assert rehearsal.file.stat().st_mode & 0o777 == 0o600
