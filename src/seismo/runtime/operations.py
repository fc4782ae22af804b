"""What a command asks for that needs the stores: done by the server that runs, else here."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from seismo.config import Config
from seismo.control import Message, NotRunning, Operation, ask
from seismo.ports.stores import Stores
from seismo.ports.upkeep import Upkeep
from seismo.runtime.folder import Paths, kept_whole, owned
from seismo.runtime.parts import open_stores

PATIENCE = 20.0
"""Seconds to wait for what came in to be digested, before a person is erased."""


def operate(config: Config, operation: str, **arguments: Any) -> Iterator[Message]:
    """Raises Failed, Misconfigured and Unavailable. Needs an open catalog."""
    try:
        yield from ask(config.data, operation, **arguments)
    except NotRunning:
        with open_stores(config) as (stores, upkeep):
            yield from operations(config, stores, upkeep)[operation](**arguments)


def reset_if_stopped(config: Config) -> None:
    """Where no server runs, begin with an empty event store, whatever became of its file."""
    try:
        for _ in ask(config.data, "ping"):
            pass
    except NotRunning:
        with owned(config.data):
            for path in config.data.glob(f"{Paths(config.data).eventstore.name}*"):
                path.unlink()


def operations(config: Config, stores: Stores, upkeep: Upkeep) -> dict[str, Operation]:
    """By the name that commands ask for."""

    def alone(work: Callable[..., Iterator[Message]]) -> Operation:
        """Work in a thread of its own, while nobody else removes or copies anything."""

        def working(**arguments: Any) -> Iterator[Message]:
            from django.db import connections

            with kept_whole(config.data):
                try:
                    yield from work(stores, upkeep, **arguments)
                finally:
                    connections.close_all()

        return working

    return {
        "ping": _ping,
        "snapshot": lambda: _snapshot(config, upkeep),
        "verify": alone(_verify),
        "erase": alone(_erase),
        "reindex": alone(_reindex),
        "replay": alone(_replay),
    }


def _ping() -> Iterator[Message]:
    yield {"pid": os.getpid()}


def _snapshot(config: Config, upkeep: Upkeep) -> Iterator[Message]:
    """Fix the moment, say so, write it into a folder that the command takes away."""
    exports = Paths(config.data).exports
    exports.mkdir(mode=0o700, exist_ok=True)
    with contextlib.closing(upkeep.copies.snapshot()) as snapshot:
        yield {"taken": True}
        folder = Path(tempfile.mkdtemp(dir=exports))
        snapshot.write(folder)
        yield {"folder": str(folder)}


def _verify(stores: Stores, upkeep: Upkeep) -> Iterator[Message]:
    from seismo.upkeep.consistency import differences

    for difference in differences(stores, upkeep):
        yield {"difference": difference}


def _erase(stores: Stores, upkeep: Upkeep, name: str) -> Iterator[Message]:
    from seismo.digest.reindex import index_words
    from seismo.model.person import Person
    from seismo.upkeep.erase import erase, waiting

    still_waiting = waiting(stores, PATIENCE)
    erased = erase(Person(name), stores, upkeep)
    if erased.days:
        index_words(erased.days, stores, upkeep)
    yield {
        "items": dict(erased.items),
        "blobs": erased.blobs,
        "set_aside": erased.set_aside,
        "waiting": still_waiting,
        "issues": erased.issues,
    }


def _reindex(stores: Stores, upkeep: Upkeep) -> Iterator[Message]:
    from seismo.digest.reindex import reindex

    stores.texts.keep_only(())
    for day in upkeep.payloads.days():
        yield {"day": str(day), "payloads": reindex(day, stores, upkeep)}


def _replay(
    stores: Stores, upkeep: Upkeep, project_ids: list[int] | None, since: str | None
) -> Iterator[Message]:
    from seismo.actions.replaying import replay

    done = replay(stores, upkeep, project_ids, date.fromisoformat(since) if since else None)
    yield {
        "looked_at": done.looked_at,
        "changed": done.changed,
        "regrouped": done.regrouped,
    }
