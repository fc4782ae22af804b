"""The pytest plugin, found by its entry point. It imports the kit when a test asks for it, not before."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from seismo_django.testing.captured import Captured


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
