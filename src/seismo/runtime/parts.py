"""The stores of a data folder, and what looks after them."""

import contextlib
from collections.abc import Iterator

from seismo.backends.files.blobs import FileBlobs
from seismo.backends.files.disk import FolderDisk
from seismo.backends.files.journal import FileJournal
from seismo.backends.files.journal_import import take_over
from seismo.backends.sqlite.payload_upkeep import SqlitePayloadUpkeep
from seismo.backends.sqlite.payloads import SqlitePayloads
from seismo.backends.sqlite.textindex import SqliteTextIndex
from seismo.config import Config
from seismo.ports.clock import Clock
from seismo.ports.stores import Stores
from seismo.ports.upkeep import Upkeep
from seismo.runtime.clock import SystemClock
from seismo.runtime.folder import Paths, owned
from seismo.runtime.mail import make_mailer
from seismo.runtime.moment import open_eventstore


def make_stores(config: Config, clock: Clock) -> tuple[Stores, Upkeep]:
    """All of them. Needs an owned data folder."""
    paths = Paths(config.data)
    take_over(paths.old_journal, paths.journal)
    eventstore = open_eventstore(config)
    payloads = SqlitePayloads(paths.payloads)
    blobs = FileBlobs(paths.blobs)
    stores = Stores(
        journal=FileJournal(paths.journal),
        eventstore=eventstore,
        payloads=payloads,
        texts=SqliteTextIndex(paths.words),
        blobs=blobs,
        clock=clock,
        disk=FolderDisk(config.data, config.disk_budget),
        mailer=make_mailer(config),
    )
    days = SqlitePayloadUpkeep(payloads)
    return stores, Upkeep(eventstore, eventstore, payloads=days, history=days, blobs=blobs)


def close_stores(stores: Stores) -> None:
    stores.journal.close()
    stores.eventstore.close()
    stores.payloads.close()
    stores.texts.close()


@contextlib.contextmanager
def open_stores(config: Config) -> Iterator[tuple[Stores, Upkeep]]:
    """The stores of a folder where no server runs. Raises Misconfigured where one does."""
    with owned(config.data):
        stores, upkeep = make_stores(config, SystemClock())
        try:
            yield stores, upkeep
        finally:
            close_stores(stores)
