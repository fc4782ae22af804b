"""A backup that is made while events stream in holds one moment, whole."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from support.app import wait_until
from support.every_kind import envelopes
from support.load import Load
from support.process import ServerProcess

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Rehearsal:
    """A backup made under load, and what came out of it."""

    promised: list[str]
    """The ids that were answered with 200 before the backup began."""
    file: Path
    at_once: str
    """What `seismo verify` says of the restored folder before a server touches it."""
    later: str
    """What it says when the rest is digested."""
    accepted: int
    fates: list[dict[str, Any]]


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    folder = tmp_path_factory.mktemp("backup")
    file = folder / "seismo.backup"
    server = ServerProcess(folder / "data")
    server.start()
    with Load(server, server.project()["dsn"], beside=envelopes()) as load:
        wait_until(lambda: len(load.acknowledged) > 200, "events come in")
        promised = list(load.acknowledged)
        server.run("backup", str(file))
        behind = len(load.acknowledged)
        wait_until(lambda: len(load.acknowledged) > behind, "events still come in")
    server.kill()
    restored = ServerProcess(folder / "restored")
    restored.run("restore", str(file))
    at_once = restored.run("verify")
    restored.start()
    restored.wait_until_drained()
    fates = restored.fates(promised)
    accepted = restored.status()["outcomes"]["accepted"]["error"]
    later = restored.run("verify")
    restored.stop()
    return Rehearsal(promised, file, at_once, later, accepted, fates)


def test_counts_issues_payloads_and_rows_are_of_one_moment(rehearsal: Rehearsal) -> None:
    assert rehearsal.at_once == "Everything agrees.\n"


def test_what_was_promised_before_the_backup_is_there_exactly_once(rehearsal: Rehearsal) -> None:
    wrong = [f for f in rehearsal.fates if (f["outcome"], f["stored"]) != ("accepted", 1)]

    assert wrong == []


def test_after_the_rest_is_digested_everything_is_counted_once(rehearsal: Rehearsal) -> None:
    assert rehearsal.later == "Everything agrees.\n"
    assert rehearsal.accepted >= len(rehearsal.promised)


def test_a_backup_is_for_its_owner_alone(rehearsal: Rehearsal) -> None:
    assert rehearsal.file.stat().st_mode & 0o777 == 0o600
