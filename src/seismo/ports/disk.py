"""The disk under the data."""

from typing import Protocol

from seismo.model.disk import DiskFacts


class Disk(Protocol):
    def facts(self) -> DiskFacts:
        """As they were measured some seconds ago at most. Cheap enough for a page."""
        ...
