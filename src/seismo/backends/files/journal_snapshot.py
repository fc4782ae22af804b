"""The journal of one moment, while a server goes on writing it."""

import os
import shutil
from pathlib import Path

from seismo.backends.files.segments import groups, is_whole, partitions, paths


class JournalSnapshot:
    """Files are only appended to or removed, so what is open now and its size are the moment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[Path, tuple[int, int]] = {}
        """Descriptor and size by the name within the folder."""
        for line in partitions(folder).values():
            for path in paths(line):
                self._take(path)

    def _take(self, path: Path) -> None:
        try:
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:  # all of it is committed
            return
        self._files[path.relative_to(self._folder)] = (file, os.fstat(file).st_size)

    def write(self, target: Path) -> None:
        for name, (file, size) in self._files.items():
            (target / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (target / name).open("xb") as copy, os.fdopen(os.dup(file), "rb") as source:
                shutil.copyfileobj(source, copy)
                copy.truncate(size)

    def faults(self) -> list[str]:
        """A sentence for each file that holds what nobody wrote there."""
        return [
            f"{name} is damaged behind byte {end}"
            for name, (file, size) in self._files.items()
            if (end := _whole_until(file, size)) < size
        ]

    def close(self) -> None:
        for file, _ in self._files.values():
            os.close(file)
        self._files.clear()


def _whole_until(file: int, size: int) -> int:
    end = 0
    for group in groups(file, 0, size):
        if not is_whole(file, group):
            break
        end = group.end
    return end
