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
def browser(app: App) -> Iterator[httpx.Client]:
    """A signed-in browser without JavaScript."""
    client = app.browser()
    yield client
    client.close()
