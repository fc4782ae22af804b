"""The pytest plugin, found by its entry point. It imports the kit when a test asks for it, not before."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from seismo_django.testing.alerts import Alerts
    from seismo_django.testing.captured import Captured
    from seismo_django.testing.server import SeismoServer


def pytest_configure(config: pytest.Config) -> None:
    line = "seismo(traces=False, sdk=None, **settings): how seismo_events sets up seismo_django."
    config.addinivalue_line("markers", line)


@pytest.fixture
def seismo_events(request: pytest.FixtureRequest) -> "Iterator[Captured]":
    """What the application would have sent since the test began."""
    from seismo_django.testing.recording import recording

    marker = request.node.get_closest_marker("seismo")
    with recording(**(marker.kwargs if marker else {})) as captured:
        yield captured


@pytest.fixture
def seismo_alerts(seismo_events: "Captured") -> "Alerts":
    """The alerts that the application would have sent by itself since the test began."""
    return seismo_events.alerts


@pytest.fixture(scope="session")
def seismo_server(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[SeismoServer]":
    """A real Seismo server on loopback, one for all tests. Skips the test where it is not installed."""
    from seismo_django import local_server
    from seismo_django.testing.server import running

    if local_server.program() is None:
        pytest.skip(local_server.MISSING)
    with running(tmp_path_factory.mktemp("seismo")) as server:
        yield server
