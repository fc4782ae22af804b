"""A data folder out of a backup."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

from seismo.backup import archive
from seismo.backup.archive import Damaged, extract
from seismo.backup.make import FORM
from seismo.config import Config
from seismo.runtime.folder import Paths
from seismo.runtime.moment import rebuild_eventstore

STAGING = "restoring"


class NotEmpty(Exception):
    """The folder to restore into holds something."""


def restore(file: Path, config: Config) -> int:
    """Fill an empty or missing folder. Returns the number of files. Raises NotEmpty, Damaged, Unavailable.

    The folder counts as a data folder when its catalog is there, which comes last. When anything fails,
    it is empty again.
    """
    data = config.data
    if data.exists() and any(data.iterdir()):
        raise NotEmpty(f"{data} is not empty")
    staging = data / STAGING
    staging.mkdir(mode=0o700, parents=True)
    try:
        count = extract(file, staging)
        _refuse_newer(file, staging)
        rebuild_eventstore(replace(config, data=staging), staging / archive.EVENTS)
        shutil.rmtree(staging / archive.EVENTS, ignore_errors=True)
        _move_up(staging, data)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return count


def _refuse_newer(file: Path, staging: Path) -> None:
    about = json.loads((staging / archive.ABOUT).read_bytes())
    if about["form"] > FORM:
        raise Damaged(f"{file} was made by a newer Seismo, {about['version']}: use that one")


def _move_up(staging: Path, data: Path) -> None:
    (staging / archive.ABOUT).unlink()
    catalog = Paths(staging).catalog
    for path in staging.iterdir():
        if path != catalog:
            path.rename(data / path.name)
    catalog.rename(Paths(data).catalog)
