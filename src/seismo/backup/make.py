"""A backup: everything of one moment in one file, made while the server runs or not."""

import json
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from seismo import __version__
from seismo.backup import archive
from seismo.backup.archive import ArchiveWriter, writing
from seismo.config import Config
from seismo.ports.snapshot import Snapshot
from seismo.runtime.folder import Paths, kept_whole
from seismo.runtime.moment import Cut, cut

FORM = 2
"""Which form of archive this is; a Seismo reads the forms up to its own."""


@dataclass(frozen=True, slots=True)
class Made:
    size: int
    """Bytes."""
    blobs: int


def make(config: Config, file: Path) -> Made:
    """Write a new file. Raises FileExistsError, OSError, Misconfigured, Unavailable, sqlite3.Error.

    Needs as much free space beside the file as the largest part of the data folder takes, for a moment.
    """
    with (
        writing(file) as out,
        tempfile.TemporaryDirectory(dir=file.parent, prefix=".seismo-backup-") as scratch,
        kept_whole(config.data),
        cut(config) as moment,
    ):
        _add_snapshots(out, moment, Path(scratch))
        _add_small_files(out, config.data)
        blobs = _add_blobs(out, Paths(config.data).blobs)
        return Made(out.size, blobs)


def _add_snapshots(out: ArchiveWriter, moment: Cut, scratch: Path) -> None:
    """The journal first: as long as it is held, the server cannot wipe from it what is digested."""
    about = {
        "form": FORM,
        "version": __version__,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    out.add_bytes(archive.ABOUT, json.dumps(about).encode() + b"\n")
    _add_folder(out, archive.JOURNAL, moment.journal, scratch)
    _add_snapshot(out, archive.CATALOG, moment.catalog, scratch)
    _add_folder(out, archive.EVENTS, moment.events, scratch)
    for name, day in moment.days.items():
        _add_snapshot(out, name, day, scratch)


def _add_snapshot(out: ArchiveWriter, name: str, snapshot: Snapshot, scratch: Path) -> None:
    copy = scratch / "copy"
    snapshot.write(copy)
    snapshot.close()
    out.add(name, copy)
    copy.unlink()


def _add_folder(out: ArchiveWriter, name: str, snapshot: Snapshot, scratch: Path) -> None:
    folder = scratch / name
    snapshot.write(folder)
    snapshot.close()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        out.add(file.relative_to(scratch).as_posix(), file)
        file.unlink()


def _add_small_files(out: ArchiveWriter, data: Path) -> None:
    for name in archive.SMALL_FILES:
        if (data / name).is_file():
            out.add(name, data / name)


def _add_blobs(out: ArchiveWriter, folder: Path) -> int:
    """Those of events that are not committed yet may come along; they do no harm."""
    blobs = sorted(path for path in folder.glob("??/??/*") if archive.is_blob(path.name))
    for path in blobs:
        out.add(f"{archive.BLOBS}/{path.relative_to(folder).as_posix()}", path)
    return len(blobs)
