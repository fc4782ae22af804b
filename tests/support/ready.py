"""A catalog as `seismo migrate` leaves it: the first process of a run makes it, others begin with a copy."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from seismo.runtime.folder import Paths

READY = "TEST_CATALOG"
"""The name in the environment that tells the processes of a run where it lies."""


def lay_catalog(data: Path) -> None:
    """Where there is none. It is left to be made while no process has kept one yet."""
    if READY in os.environ and not Paths(data).catalog.exists():
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy(os.environ[READY], Paths(data).catalog)


def keep_catalog(data: Path) -> None:
    """For the processes to come, as nobody has written to it yet."""
    if READY not in os.environ:
        kept = data / "ready.sqlite"
        with closing(sqlite3.connect(Paths(data).catalog)) as catalog:
            catalog.execute("VACUUM INTO ?", (str(kept),))
        kept.chmod(0o600)
        os.environ[READY] = str(kept)
