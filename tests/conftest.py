import atexit
import functools
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest
from support.app import PATIENCE, App, TestProject
from support.examples import FACTOR
from support.memory import write_into_memory
from support.ready import keep_catalog, lay_catalog

write_into_memory()
# Every server that a test starts would compile all of its modules again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Each `httpx.get` reads the certificates of all authorities, which takes 30 ms; no test speaks TLS.
_httpx = httpx._transports.default
_httpx.create_ssl_context = functools.cache(_httpx.create_ssl_context)
# A server that a test asks answers when the machine lets it.
_httpx_waits = httpx._config.DEFAULT_TIMEOUT_CONFIG
_httpx_waits.connect = _httpx_waits.read = _httpx_waits.write = _httpx_waits.pool = PATIENCE
# A busy machine is no finding, and the same examples each time make a red run one that can be repeated;
# TEST_EXAMPLES asks for others, and for more of them.
hypothesis.settings.register_profile(
    "seismo",
    deadline=None,
    derandomize=FACTOR == 1,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("seismo")
# Playwright keeps an event loop in a test's thread, for which Django would refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# Django reads its settings once in a process, when the first test module names a model.
_DATA = Path(tempfile.mkdtemp(prefix="seismo-tests-"))
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
lay_catalog(_DATA)
_APP = App(_DATA)
keep_catalog(_DATA)


@pytest.fixture(scope="session")
def app() -> Iterator[App]:
    """The whole server, real in every part, one for each test process."""
    _APP.start()
    yield _APP
    _APP.stop()


@pytest.fixture
def project(app: App) -> TestProject:
    return app.project()


@pytest.fixture(scope="session")
def signed_in_client(app: App) -> Iterator[httpx.Client]:
    client = app.browser()
    yield client
    client.close()


@pytest.fixture
def browser(app: App, signed_in_client: httpx.Client) -> httpx.Client:
    """A signed-in browser without JavaScript, also after a test that let weeks pass."""
    if not app.is_signed_in(signed_in_client):
        app.sign_in(signed_in_client)
    return signed_in_client


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is collected stays to the end: to look for cycles in it would take seconds of each process."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, so that no process waits for another's long one at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
