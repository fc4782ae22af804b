"""The disk under the data."""

from typing import Protocol

from seismo.model.disk import DiskFacts


class Disk(Protocol):
    def facts(self) -> DiskFacts:
        """As they were measured a minute and a half ago at most. Cheap enough for a page."""
        ...

    def measure(self) -> DiskFacts:
        """As they are now. Takes a second where there are a hundred thousand files."""
        ...
