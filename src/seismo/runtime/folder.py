"""The data folder: what lies where in it, and who may do what to it."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seismo.config import Misconfigured

UPKEEP_LOCK = "upkeep.lock"


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of a data folder."""

    data: Path

    @property
    def journal(self) -> Path:
        return self.data / "journal"

    @property
    def old_journal(self) -> Path:
        """Where versions up to 0.1 had it."""
        return self.data / "journal.sqlite"

    @property
    def catalog(self) -> Path:
        return self.data / "catalog.sqlite"

    @property
    def eventstore(self) -> Path:
        return self.data / "events.duckdb"

    @property
    def payloads(self) -> Path:
        return self.data / "payloads"

    @property
    def words(self) -> Path:
        return self.data / "words"

    @property
    def blobs(self) -> Path:
        return self.data / "blobs"

    @property
    def processes(self) -> Path:
        return self.data / "serve.json"

    @property
    def exports(self) -> Path:
        """Where the server leaves copies of its event store for a command to take away."""
        return self.data / "exports"


def prepare(data: Path) -> None:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with made_by_one(data):
            secret_key = data / "secret_key"
            if not secret_key.exists():
                secret_key.touch(mode=0o600)
                secret_key.write_text(secrets.token_urlsafe(48))
            if not (data / UPKEEP_LOCK).exists():
                (data / UPKEEP_LOCK).touch(mode=0o600)
    except OSError as error:
        raise Misconfigured(
            f"SEISMO_DATA: the folder {data} cannot be used ({error.strerror}); "
            "name one that this user may write to"
        ) from error


@contextlib.contextmanager
def made_by_one(data: Path) -> Iterator[None]:
    """While it lasts, nobody else makes or migrates what is in the folder. Waits for whoever does it now."""
    folder = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@contextlib.contextmanager
def owned(data: Path) -> Iterator[None]:
    """Be the one server of a data folder. Raises Misconfigured while another is."""
    with (data / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Misconfigured(
                f"another `seismo serve` uses the folder {data}; stop it first, "
                "or name another folder with --data"
            ) from None
        yield


@contextlib.contextmanager
def kept_whole(data: Path) -> Iterator[None]:
    """While it lasts, nobody else removes or copies what is stored. Waits for whoever does it now."""
    with (data / UPKEEP_LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def kept_whole_if_free(data: Path) -> Iterator[bool]:
    """As `kept_whole`, but waits for nobody: says whether it may be done."""
    with (data / UPKEEP_LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
