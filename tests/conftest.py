import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from support.app import App, TestProject

# Playwright keeps an event loop in a test's thread, for which Django would refuse every query.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# Django reads its settings once in a process, when the first test module names a model.
_DATA = Path(tempfile.mkdtemp(prefix="seismo-tests-"))
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
_APP = App(_DATA)


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
