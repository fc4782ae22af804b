"""The parts that hold data, chosen by the runtime and handed down."""

from dataclasses import dataclass

from seismo.ports.blobs import BlobStore
from seismo.ports.clock import Clock
from seismo.ports.disk import Disk
from seismo.ports.eventstore import EventStore
from seismo.ports.journal import Journal
from seismo.ports.mailer import Mailer
from seismo.ports.payloads import PayloadStore
from seismo.ports.textindex import TextIndex


@dataclass(frozen=True, slots=True)
class Stores:
    journal: Journal
    eventstore: EventStore
    payloads: PayloadStore
    texts: TextIndex
    blobs: BlobStore
    clock: Clock
    disk: Disk
    mailer: Mailer
