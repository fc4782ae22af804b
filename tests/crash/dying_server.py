"""A server that kills itself, with all its processes, behind the step that is written in a file."""

import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

from support.nursery import raise_servers

STEPS = {
    "journal.append": "backends.files.line.Line.append",
    "journal.read": "backends.files.journal.FileJournal.read",
    "digest": "digest.pool.DigestPool.collect",
    "blobs.put_all": "backends.files.blobs.FileBlobs.put_all",
    "payloads.insert": "backends.sqlite.payloads.SqlitePayloads.insert",
    "eventstore.insert": "backends.duckdb.eventstore.DuckdbEventStore.insert",
    "issues": "digest.commit._count_events",
    "outcomes": "catalog.outcomes.add",
    "progress.advance": "catalog.progress.advance",
    "commit": "digest.worker.commit_batch",
    "journal.trim": "backends.files.journal.FileJournal.trim",
}


def owner_of(path: str) -> Any:
    """The class or module whose attribute the last name is."""
    *names, last = path.split(".")
    if last[0].isupper():
        return getattr(importlib.import_module(".".join(["seismo", *names])), last)
    return importlib.import_module(f"seismo.{path}")


def die_behind(step: str, trap: Path) -> None:
    path, name = STEPS[step].rsplit(".", 1)
    owner = owner_of(path)
    original = getattr(owner, name)

    def and_die(*arguments: Any, **named: Any) -> Any:
        result = original(*arguments, **named)
        if trap.exists() and trap.read_text() == step and (result or step != "journal.read"):
            os.killpg(0, signal.SIGKILL)
        return result

    setattr(owner, name, and_die)


def set_traps() -> None:
    for step in STEPS:
        die_behind(step, Path(sys.argv[1]))


if __name__ == "__main__":
    raise_servers(set_traps)
