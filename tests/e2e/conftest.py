from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e.running import SeismoServer, Shop, running_seismo, running_shop


@pytest.fixture(scope="session")
def seismo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeismoServer]:
    """`seismo serve`, started as people start it."""
    with running_seismo(Path(tmp_path_factory.mktemp("seismo")) / "data") as server:
        yield server


@pytest.fixture(scope="session")
def shop(seismo: SeismoServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A Django application with a Celery worker that sends to the server."""
    target = seismo.project("Shop", "django")
    with running_shop(target, Path(tmp_path_factory.mktemp("shop")) / "data") as application:
        yield application
