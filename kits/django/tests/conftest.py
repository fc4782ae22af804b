"""The kit is tested from outside: a real Seismo server, real Django processes, real bytes."""

import functools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from kit_support.memory import write_into_memory
from kit_support.pages import Pages, pages_of
from kit_support.recorder import Recorder, recording
from kit_support.running import PATIENCE
from kit_support.server import Project, Server, running_server
from kit_support.sites import Site, Sites

write_into_memory()
# Each `httpx.get` reads the certificates of all authorities, which takes 30 ms; no test speaks TLS.
_httpx = httpx._transports.default
_httpx.create_ssl_context = functools.cache(_httpx.create_ssl_context)
# A server that a test asks answers when the machine lets it.
_httpx_waits = httpx._config.DEFAULT_TIMEOUT_CONFIG
_httpx_waits.connect = _httpx_waits.read = _httpx_waits.write = _httpx_waits.pool = PATIENCE


@pytest.fixture(scope="session")
def seismo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`seismo serve` on a free port, with a data folder of its own."""
    with running_server(tmp_path_factory.mktemp("seismo")) as server:
        yield server


@pytest.fixture
def project(seismo: Server) -> Project:
    """A project that no other test sends to."""
    return seismo.project()


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """A listener that keeps the bytes it gets and answers as a server does."""
    with recording() as listener:
        yield listener


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[Sites]:
    """Starts processes of the acceptance site; they end with the test."""
    with ExitStack() as stack:
        yield Sites(tmp_path, stack)


@pytest.fixture(scope="module")
def site(seismo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The acceptance site as most teams run it, one process for all tests of a module."""
    with ExitStack() as stack:
        sites = Sites(tmp_path_factory.mktemp("site"), stack)
        yield sites.start(SENTRY_DSN=seismo.project().dsn)


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """One process for all tests of error pages and feedback; a recorder takes what it sends."""
    with recording() as recorder, ExitStack() as stack:
        sites = Sites(tmp_path_factory.mktemp("pages"), stack)
        yield pages_of(sites, recorder, tmp_path_factory.mktemp("breakable"))


@pytest.fixture(scope="session")
def debug(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """As a developer runs it."""
    with recording() as recorder, ExitStack() as stack:
        folder = tmp_path_factory.mktemp("debug")
        variables = {
            "SENTRY_DSN": recorder.dsn,
            "SITE_DEBUG": "1",
            "SENTRY_TRACES_SAMPLE_RATE": "1.0",
        }
        yield Pages(Sites(folder, stack).start(**variables), recorder, folder)
