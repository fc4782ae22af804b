"""All stores at one moment, for a backup; and the event store out of one."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seismo.backends.files.journal_snapshot import JournalSnapshot
from seismo.backends.sqlite.snapshot import SqliteSnapshot, held_still
from seismo.config import Config
from seismo.control import NotRunning, ask
from seismo.ports.snapshot import Snapshot
from seismo.runtime.folder import Paths, owned

if TYPE_CHECKING:
    from seismo.backends.duckdb.eventstore import DuckdbEventStore


@dataclass(frozen=True, slots=True)
class Cut:
    """All stores of one moment."""

    catalog: Snapshot
    journal: Snapshot
    days: dict[str, Snapshot]
    """The files of days, payloads and words, by their place in the data folder."""
    events: Snapshot


@contextlib.contextmanager
def cut(config: Config) -> Iterator[Cut]:
    """All stores as they are now, whether the server runs or not. Raises Misconfigured, Unavailable.

    Nothing is committed while the catalog is held still, a few milliseconds. Results stand in the stores
    before their commit, and come from records of the journal; so with the journal taken after the stores,
    every result without a commit has its record, and is made again from it, exactly once.
    """
    paths = Paths(config.data)
    with contextlib.ExitStack() as stack:

        def taken(snapshot: Snapshot) -> Snapshot:
            return stack.enter_context(contextlib.closing(snapshot))

        events_now = stack.enter_context(_events_now(config))
        with held_still(paths.catalog):
            events = taken(events_now())
            files = sorted((*paths.payloads.glob("*.sqlite"), *paths.words.glob("*.sqlite")))
            days = {
                file.relative_to(paths.data).as_posix(): taken(SqliteSnapshot(file))
                for file in files
            }
            journal = taken(JournalSnapshot(paths.journal))
            catalog = taken(SqliteSnapshot(paths.catalog))
        yield Cut(catalog, journal, days, events)


@contextlib.contextmanager
def _events_now(config: Config) -> Iterator[Callable[[], Snapshot]]:
    """How to take the event store's moment: from the server that runs, else from the file itself."""
    try:
        for _ in ask(config.data, "ping"):
            pass
    except NotRunning:
        with owned(config.data), contextlib.closing(open_eventstore(config)) as store:
            yield store.snapshot
    else:
        yield lambda: _EventsOfServer(config.data)


class _EventsOfServer:
    """The event store of the server that runs, as of now."""

    def __init__(self, data: Path) -> None:
        self._messages = ask(data, "snapshot")
        next(self._messages)

    def write(self, target: Path) -> None:
        shutil.move(next(self._messages)["folder"], target)

    def close(self) -> None:
        for _ in self._messages:
            pass


def faults(config: Config) -> Iterator[str]:
    """A sentence for each file that is damaged. Works beside a running server."""
    with contextlib.closing(JournalSnapshot(Paths(config.data).journal)) as journal:
        yield from (f"journal/{fault}" for fault in journal.faults())
    for file in sorted(config.data.rglob("*.sqlite")):
        name = file.relative_to(config.data)
        try:
            with contextlib.closing(SqliteSnapshot(file)) as snapshot:
                yield from (f"{name}: {fault}" for fault in snapshot.faults())
        except sqlite3.Error as error:
            yield f"{name}: {error}"


def rebuild_eventstore(config: Config, events: Path) -> None:
    """Make the event store anew from the files of a snapshot. Raises Unavailable."""
    with contextlib.closing(open_eventstore(config)) as store:
        store.load(events)


def open_eventstore(config: Config) -> "DuckdbEventStore":
    from seismo.backends.duckdb.eventstore import DuckdbEventStore

    return DuckdbEventStore(Paths(config.data).eventstore)
