"""Builds the parts from the settings. The only module that names a backend.

What only a server needs is imported where it is used: a command beside the server should not wait for it.
"""

import contextlib
import ctypes
import fcntl
import gc
import json
import os
import secrets
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from seismo.backends.files.blobs import FileBlobs
from seismo.backends.sqlite.journal import SqliteJournal, backlog_of
from seismo.backends.sqlite.payloads import SqlitePayloads
from seismo.backends.sqlite.snapshot import SqliteSnapshot, held_still
from seismo.config import Config, Misconfigured
from seismo.control import ControlServer, Message, NotRunning, ask
from seismo.ports.clock import Clock
from seismo.ports.journal import PARTITION
from seismo.ports.payloads import PayloadStore
from seismo.ports.snapshot import Snapshot
from seismo.ports.stores import Stores

if TYPE_CHECKING:
    from seismo.backends.duckdb.eventstore import DuckdbEventStore

HOLDER = "serve"
"""One server owns a data folder (see `owned`), so the lease of the one before it is its own."""
M_ARENA_MAX = -8
"""glibc's name for the number of arenas (mallopt(3)); other C libraries have no such function."""
COLLECT_AFTER = (20_000, 20, 20)
"""Python's own first number, 700, is reached several times by each page."""
SWITCH_INTERVAL = 0.001
"""Seconds. Ingest answers while another thread commits: it must not wait 5 ms for its turn."""


class SystemClock:
    def now(self) -> float:
        return time.time()


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of a data folder."""

    data: Path

    @property
    def journal(self) -> Path:
        return self.data / "journal.sqlite"

    @property
    def catalog(self) -> Path:
        return self.data / "catalog.sqlite"

    @property
    def eventstore(self) -> Path:
        return self.data / "events.duckdb"

    @property
    def payloads(self) -> Path:
        return self.data / "payloads"

    @property
    def blobs(self) -> Path:
        return self.data / "blobs"

    @property
    def processes(self) -> Path:
        return self.data / "serve.json"

    @property
    def exports(self) -> Path:
        """Where the server leaves copies of its event store for a command to take away."""
        return self.data / "exports"


def open_catalog(config: Config) -> None:
    """Make the catalog usable in this process: data folder, key, Django, migrations."""
    _prepare_folder(config.data)
    os.environ["SEISMO_DATA"] = str(config.data)
    os.environ["SEISMO_URL"] = config.url
    os.environ["DJANGO_SETTINGS_MODULE"] = "seismo.site.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    Paths(config.data).catalog.chmod(0o600)


def _prepare_folder(data: Path) -> None:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret_key = data / "secret_key"
        if not secret_key.exists():
            secret_key.touch(mode=0o600)
            secret_key.write_text(secrets.token_urlsafe(48))
    except OSError as error:
        raise Misconfigured(
            f"SEISMO_DATA: the folder {data} cannot be used ({error.strerror}); "
            "name one that this user may write to"
        ) from error


def open_payloads(config: Config) -> PayloadStore:
    return SqlitePayloads(Paths(config.data).payloads)


def journal_backlog(config: Config) -> int:
    """How many records wait to be digested. Needs an open catalog; works beside a running server."""
    from seismo.catalog.progress import digested_through

    return backlog_of(Paths(config.data).journal, PARTITION, digested_through(PARTITION))


@contextlib.contextmanager
def owned(data: Path) -> Iterator[None]:
    """Be the one server of a data folder. Raises Misconfigured while another is."""
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Misconfigured(
                f"another `seismo serve` uses the folder {data}; stop it first, "
                "or name another folder with --data"
            ) from None
        yield


@contextlib.contextmanager
def kept_whole(data: Path) -> Iterator[None]:
    """While it lasts, nothing that is stored goes away. Waits for whoever removes something now."""
    with (data / "upkeep.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True, slots=True)
class Cut:
    """All stores of one moment."""

    catalog: Snapshot
    journal: Snapshot
    payloads: dict[str, Snapshot]
    """By the name of the day's file."""
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
            files = sorted(paths.payloads.glob("*.sqlite"))
            payloads = {file.name: taken(SqliteSnapshot(file)) for file in files}
            journal = taken(SqliteSnapshot(paths.journal))
            catalog = taken(SqliteSnapshot(paths.catalog))
        yield Cut(catalog, journal, payloads, events)


@contextlib.contextmanager
def _events_now(config: Config) -> Iterator[Callable[[], Snapshot]]:
    """How to take the event store's moment: from the server that runs, else from the file itself."""
    try:
        for _ in ask(config.data, "ping"):
            pass
    except NotRunning:
        with owned(config.data), contextlib.closing(_open_eventstore(config)) as store:
            SqliteJournal(Paths(config.data).journal).close()  # made, where no server ran yet
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


def rebuild_eventstore(config: Config, events: Path) -> None:
    """Make the event store anew from the files of a snapshot. Raises Unavailable."""
    with contextlib.closing(_open_eventstore(config)) as store:
        store.load(events)


def _open_eventstore(config: Config) -> "DuckdbEventStore":
    from seismo.backends.duckdb.eventstore import DuckdbEventStore

    return DuckdbEventStore(Paths(config.data).eventstore)


class Server:
    """The whole embedded server: stores, digest processes, worker, web server."""

    def __init__(self, config: Config, clock: Clock | None = None) -> None:
        """Needs an open catalog and an owned data folder."""
        from seismo.catalog.projects import project_keys
        from seismo.digest.pool import DigestPool
        from seismo.ingest.accept import Ingest
        from seismo.ingest.keys import Keys
        from seismo.site.asgi import build

        paths = Paths(config.data)
        self.config = config
        self.pool = DigestPool(config.digest_processes)
        self._eventstore = _open_eventstore(config)
        self.stores = Stores(
            journal=SqliteJournal(paths.journal),
            eventstore=self._eventstore,
            payloads=SqlitePayloads(paths.payloads),
            blobs=FileBlobs(paths.blobs),
            clock=clock or SystemClock(),
        )
        self._ingest = Ingest(
            journal=self.stores.journal,
            keys=Keys(project_keys),
            clock=self.stores.clock,
            partition=PARTITION,
        )
        self._app = build(self._ingest, self.stores)
        self._stop = threading.Event()
        self._worker = threading.Thread(target=self._digest, name="digest-worker", daemon=True)
        self.listening = threading.Event()
        self.port = config.port

    def run(self, on_listening: Callable[[], None] = lambda: None) -> None:
        """Serve until a signal or `stop`. What is in the journal by then is digested next time."""

        from seismo.site.server import WebServer

        def listening(port: int) -> None:
            self.port = port
            self._note_processes()
            on_listening()
            self.listening.set()

        sys.setswitchinterval(SWITCH_INTERVAL)
        _share_memory_arenas()
        _rarely_look_for_cycles()
        shutil.rmtree(Paths(self.config.data).exports, ignore_errors=True)
        self._worker.start()
        self._control = ControlServer(
            self.config.data, {"ping": self._ping, "snapshot": self._snapshot}
        )
        self._web = WebServer(self._app, self.config.host, self.config.port, listening)
        try:
            self._web.run()
        finally:
            self._close()

    def stop(self) -> None:
        self._web.should_exit = True

    def is_idle(self) -> bool:
        """Whether everything accepted so far is digested and committed."""
        from seismo.catalog.progress import digested_through

        return self.stores.journal.backlog(PARTITION, digested_through(PARTITION)) == 0

    def _digest(self) -> None:
        from seismo.digest import worker

        worker.run(self.stores, self.pool, HOLDER, self._stop, PARTITION)

    def _ping(self) -> Iterator[Message]:
        yield {"pid": os.getpid()}

    def _snapshot(self) -> Iterator[Message]:
        """Fix the moment, say so, write it into a folder that the command takes away."""
        exports = Paths(self.config.data).exports
        exports.mkdir(mode=0o700, exist_ok=True)
        with contextlib.closing(self._eventstore.snapshot()) as snapshot:
            yield {"taken": True}
            folder = Path(tempfile.mkdtemp(dir=exports))
            snapshot.write(folder)
            yield {"folder": str(folder)}

    def _note_processes(self) -> None:
        digest = {f"digest-{n}": pid for n, pid in enumerate(self.pool.pids(), 1)}
        processes = {"serve": os.getpid(), **digest}
        text = json.dumps({"processes": processes, "url": self.config.url, "port": self.port})
        Paths(self.config.data).processes.write_text(text)

    def _close(self) -> None:
        self._control.close()
        self._stop.set()
        self._worker.join()
        self.pool.close()
        self._ingest.refusals.flush()
        self.stores.journal.close()
        self.stores.eventstore.close()
        self.stores.payloads.close()
        Paths(self.config.data).processes.unlink(missing_ok=True)


def serve(config: Config) -> None:
    """`seismo serve`: migrate, make what a first run needs, say where to go, run until Ctrl-C."""
    _log_to(sys.stderr, config.log_level)
    open_catalog(config)
    with owned(config.data):
        server = Server(config)
        welcome = _welcome(config)
        server.run(lambda: _say(welcome))


def _welcome(config: Config) -> str:
    from seismo.catalog import people, projects
    from seismo.catalog.models import Project
    from seismo.protocol.dsn import format_dsn

    organization = people.first_organization()
    project = Project.objects.order_by("id").first()
    if project is None:
        project = projects.create_project(organization, "My project")
    lines = [f"Seismo is listening on {config.url}"]
    if not people.has_users():
        token = people.make_setup_link(organization)
        lines.append(f"  Set it up (one-time link): {config.url}/setup/{token}/")
    dsn = format_dsn(config.url, projects.active_key(project), project.pk)
    lines.append(f"  DSN of project {project.slug}: {dsn}")
    lines.append(f"  Data folder: {config.data}   Stop with Ctrl-C.")
    return "\n".join(lines)


def _share_memory_arenas() -> None:
    """Let all threads take memory from the same two arenas: freed batches are used again by others."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def _rarely_look_for_cycles() -> None:
    """What is loaded stays: looking through it again and again would stop a page for tens of milliseconds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _log_to(stream: TextIO, level: str) -> None:
    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
