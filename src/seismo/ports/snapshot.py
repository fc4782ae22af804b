"""A store as it was at one moment, to be copied at leisure while others go on writing."""

from pathlib import Path
from typing import Protocol


class Snapshot(Protocol):
    def write(self, target: Path) -> None:
        """Copy it: a store of one file into that file, one of many into that folder."""
        ...

    def close(self) -> None:
        """Let go of the moment. A snapshot that is kept open keeps disk space from coming back."""
        ...
