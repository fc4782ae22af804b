"""The data folder on its disk, measured."""

import shutil
import threading
import time
from pathlib import Path

from seismo.model.disk import DiskFacts

GOOD_FOR = 90.0
"""Seconds that a measurement is good for: every file is looked at. The clock measures once a minute."""


class FolderDisk:
    """See `seismo.ports.disk.Disk`."""

    def __init__(self, data: Path, budget: int = 0) -> None:
        self._data = data
        self._budget = budget
        self._measuring = threading.Lock()
        self._measured = -GOOD_FOR
        self._parts: dict[str, int] = {}

    def facts(self) -> DiskFacts:
        with self._measuring:
            if time.monotonic() - self._measured >= GOOD_FOR:
                self._measure()
        return self._facts()

    def measure(self) -> DiskFacts:
        with self._measuring:
            self._measure()
        return self._facts()

    def _measure(self) -> None:
        self._parts = parts_of(self._data)
        self._measured = time.monotonic()

    def _facts(self) -> DiskFacts:
        disk = shutil.disk_usage(self._data)
        return DiskFacts(self._parts, disk.free, disk.total, self._budget)


def parts_of(data: Path) -> dict[str, int]:
    """Bytes by part: everything in the data folder, by the first word of its name there."""
    parts: dict[str, int] = {}
    for path in sorted(data.rglob("*")):
        part = path.relative_to(data).parts[0].split(".")[0]
        try:
            size = path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # a file that was removed just now
            continue
        parts[part] = parts.get(part, 0) + size
    return parts
