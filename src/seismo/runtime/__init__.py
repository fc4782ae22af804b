"""Builds the parts from the settings. The only module that names a backend.

What only a server needs is imported where it is used: a command beside the server should not wait for it.
"""

import contextlib
import ctypes
import gc
import json
import os
import shutil
import sys
import threading
from collections.abc import Callable
from typing import TextIO

from seismo.backends.files.disk import parts_of
from seismo.backends.files.journal import backlog_of
from seismo.backends.sqlite.payloads import SqlitePayloads
from seismo.config import Config
from seismo.control import ControlServer
from seismo.ports.clock import Clock
from seismo.ports.journal import PARTITION
from seismo.ports.payloads import PayloadStore
from seismo.runtime.clock import SystemClock
from seismo.runtime.folder import Paths, made_by_one, owned, prepare

HOLDER = "serve"
"""One server owns a data folder (see `owned`), so the lease of the one before it is its own."""
M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3
"""glibc's names of settings (mallopt(3)); other C libraries have no such function."""
LARGE = 131_072
"""Bytes. Freed, it goes back to the system, where it would leave a hole between what stays."""
RETURN_SOON = "dirty_decay_ms:100,muzzy_decay_ms:0,narenas:1"
"""jemalloc's settings, for DuckDB's own copy of it: else it keeps what was freed for ten seconds. At once is
too soon: a page would fetch from the system what the page before it gave back."""
COLLECT_AFTER = (20_000, 20, 20)
"""Python's own first number, 700, is reached several times by each page."""
MEGABYTE = 1_000_000
SWITCH_INTERVAL = 0.0002
"""Seconds. Ingest answers while another thread commits: it must not wait 5 ms for each of its turns."""


def open_catalog(config: Config) -> None:
    """Make the catalog usable in this process: data folder, key, Django, migrations."""
    prepare(config.data)
    os.environ["SEISMO_DATA"] = str(config.data)
    os.environ["SEISMO_URL"] = config.url
    os.environ["DJANGO_SETTINGS_MODULE"] = "seismo.site.settings"
    import django
    from django.conf import settings
    from django.core.management import call_command

    from seismo.runtime.sign_in import oidc_provider

    settings.OIDC = oidc_provider(config)
    django.setup()
    with made_by_one(config.data):
        call_command("migrate", verbosity=0, interactive=False)
    Paths(config.data).catalog.chmod(0o600)


def open_payloads(config: Config) -> PayloadStore:
    return SqlitePayloads(Paths(config.data).payloads)


def disk_use(config: Config) -> dict[str, int]:
    """Bytes by part of the data folder."""
    return parts_of(config.data)


def journal_backlog(config: Config) -> int:
    """How many records wait to be digested. Needs an open catalog; works beside a running server."""
    from seismo.catalog.progress import digested_through

    return backlog_of(Paths(config.data).journal, PARTITION, digested_through(PARTITION))


class Server:
    """The whole embedded server: stores, digest processes, worker, web server."""

    def __init__(self, config: Config, clock: Clock | None = None) -> None:
        """Needs an open catalog and an owned data folder."""
        _take_little_memory()
        from seismo.catalog.projects import project_keys
        from seismo.digest.pool import DigestPool
        from seismo.ingest.accept import Ingest
        from seismo.ingest.keys import Keys
        from seismo.runtime.parts import make_stores
        from seismo.site.asgi import build

        self.config = config
        self.pool = DigestPool(config.digest_processes)
        self.stores, self.upkeep = make_stores(config, clock or SystemClock())
        self._ingest = Ingest(
            journal=self.stores.journal,
            keys=Keys(lambda: project_keys(self.stores.clock.now())),
            clock=self.stores.clock,
            partition=PARTITION,
            strain=self._strain,
        )
        self._app = build(self._ingest, self.stores)
        self._stop = threading.Event()
        self._worker = threading.Thread(target=self._digest, name="digest-worker", daemon=True)
        self._clockwork = threading.Thread(target=self._look_after, name="upkeep", daemon=True)
        self.listening = threading.Event()
        self.port = config.port

    def run(self, on_listening: Callable[[], None] = lambda: None) -> None:
        """Serve until a signal or `stop`. What is in the journal by then is digested next time."""

        from seismo.runtime.operations import operations
        from seismo.site.server import WebServer

        def listening(port: int) -> None:
            self.port = port
            self._note_processes()
            on_listening()
            self.listening.set()

        sys.setswitchinterval(SWITCH_INTERVAL)
        _rarely_look_for_cycles()
        shutil.rmtree(Paths(self.config.data).exports, ignore_errors=True)
        self._worker.start()
        self._clockwork.start()
        self._control = ControlServer(
            self.config.data, operations(self.config, self.stores, self.upkeep)
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

    def _strain(self) -> str:
        """Why nothing more should come in, in a sentence for senders; empty when all is well."""
        from seismo.catalog.progress import digested_through

        waiting = self.stores.journal.backlog(PARTITION, digested_through(PARTITION))
        if waiting > self.config.max_backlog:
            return f"{waiting} requests came in already and wait to be digested"
        if shutil.disk_usage(self.config.data).free < self.config.min_free_disk * MEGABYTE:
            return "the server's disk is nearly full"
        return self.stores.disk.facts().strain

    def _digest(self) -> None:
        from seismo.digest import worker

        worker.run(self.stores, self.pool, HOLDER, self._stop, PARTITION)

    def _look_after(self) -> None:
        from seismo.runtime import clockwork

        clockwork.run(self.config, self.stores, self.upkeep, self._stop, self.pool.forget)

    def _note_processes(self) -> None:
        digest = {f"digest-{n}": pid for n, pid in enumerate(self.pool.pids(), 1)}
        processes = {"serve": os.getpid(), **digest}
        text = json.dumps({"processes": processes, "url": self.config.url, "port": self.port})
        Paths(self.config.data).processes.write_text(text)

    def _close(self) -> None:
        from seismo.runtime.parts import close_stores

        self._control.close()
        self._stop.set()
        self._worker.join()
        self._clockwork.join()
        self.pool.close()
        self._ingest.refusals.flush()
        close_stores(self.stores)
        Paths(self.config.data).processes.unlink(missing_ok=True)
        gc.unfreeze()


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


def _take_little_memory() -> None:
    """Let all threads take memory from the same two arenas: freed batches are used again by others.

    Comes before the first thread, for an arena that is there stays; before DuckDB is loaded, which
    reads its settings then; and before the first digest process, which finds in its environment what
    counts as large.
    """
    with contextlib.suppress(AttributeError, OSError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(M_ARENA_MAX, 2)
        mallopt(M_MMAP_THRESHOLD, LARGE)
    os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(LARGE))
    os.environ.setdefault("DUCKDB_JE_MALLOC_CONF", RETURN_SOON)


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
