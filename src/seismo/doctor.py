"""What can be wrong with an installation, with the cure for each, and what it uses."""

import ipaddress
import json
import os
import pkgutil
import shutil
import socket
import sqlite3
import statistics
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from django.db import DatabaseError

from seismo import runtime
from seismo.catalog import migrations
from seismo.config import Config, Misconfigured
from seismo.ports.mailer import MailFailed
from seismo.runtime.folder import Paths
from seismo.runtime.mail import make_mailer

OLDEST_PYTHON = (3, 11)
LEAST_FREE_DISK = 1_000_000_000
LEAST_FREE_MEMORY = 256_000_000
SLOWEST_FSYNC = 0.1
"""Seconds. Every accepted event waits for one, together with all that arrive meanwhile."""
LARGEST_SKEW = 5.0
"""Seconds between this machine's clock and the one of the data folder's file system."""
PATIENCE = 5.0
"""Seconds to wait for the server's answer."""
DUCKDB_MAGIC = b"DUCK"
"""The bytes 8 to 12 of every DuckDB file."""


@dataclass(frozen=True, slots=True)
class Finding:
    fact: str
    cure: str = ""
    """Empty when all is well."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    run: Callable[[Config], Finding]


def python_version(_: Config) -> Finding:
    fact = f"Python {sys.version.split()[0]}"
    if sys.version_info < OLDEST_PYTHON:
        return Finding(fact, "Run Seismo with Python 3.11 or newer.")
    return Finding(fact)


def data_folder(config: Config) -> Finding:
    if not config.data.is_dir():
        return Finding(
            f"{config.data} is not there",
            "Name the server's folder with --data or SEISMO_DATA, or run `seismo migrate`.",
        )
    try:
        with tempfile.TemporaryFile(dir=config.data) as file:
            file.write(b"seismo")
    except OSError as error:
        return Finding(
            f"{config.data} cannot be written: {error.strerror}",
            "Run this as the user that owns the folder, or give the folder to this user.",
        )
    return Finding(f"{config.data} can be written")


def free_disk(config: Config) -> Finding:
    free = shutil.disk_usage(_nearest_folder(config.data)).free
    fact = f"{free / 1e9:.1f} GB free"
    if free < LEAST_FREE_DISK:
        return Finding(fact, "Free at least 1 GB, or move the data folder to a larger disk.")
    return Finding(fact)


def fsync_time(config: Config) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=_nearest_folder(config.data), buffering=0) as file:
            seconds = statistics.median(_seconds_of_fsync(file.fileno()) for _ in range(9))
    except OSError as error:
        return Finding(f"cannot be measured: {error.strerror}", "Make the data folder writable.")
    fact = f"{seconds * 1000:.1f} ms to make a write durable"
    if seconds > SLOWEST_FSYNC:
        return Finding(fact, "Put the data folder on a local disk, best a solid-state one.")
    return Finding(fact)


def _seconds_of_fsync(descriptor: int) -> float:
    os.write(descriptor, b"\0" * 4096)
    started = time.perf_counter()
    os.fsync(descriptor)
    return time.perf_counter() - started


def catalog(config: Config) -> Finding:
    file = Paths(config.data).catalog
    if not file.is_file():
        return Finding("not made yet", "Run `seismo migrate`, or start `seismo serve` once.")
    known = {name for _, name, _ in pkgutil.iter_modules(migrations.__path__)}
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            rows = opened.execute("SELECT name FROM django_migrations WHERE app = 'catalog'")
            applied = {name for (name,) in rows}
    except sqlite3.Error as error:
        return Finding(f"{file} cannot be read: {error}", "Restore the folder from a backup.")
    if known - applied:
        return Finding(f"{len(known - applied)} migrations behind", "Run `seismo migrate`.")
    if applied - known:
        return Finding("made by a newer Seismo", "Run the version that used this folder last.")
    return Finding("up to date")


def journal(config: Config) -> Finding:
    if catalog(config).cure:
        return Finding("not looked at", "Mend the catalog first.")
    try:
        runtime.open_catalog(config)
        backlog = runtime.journal_backlog(config)
    except (DatabaseError, sqlite3.Error, OSError, Misconfigured) as error:
        return Finding(f"cannot be opened: {error}", "Restore the data folder from a backup.")
    return Finding(f"{backlog} records wait to be digested")


def event_store(config: Config) -> Finding:
    file = Paths(config.data).eventstore
    if not file.is_file():
        return Finding("not made yet", "Start `seismo serve` once.")
    with file.open("rb") as opened:
        start = opened.read(12)
    if start[8:12] != DUCKDB_MAGIC:
        return Finding(f"{file} is damaged", "Restore the data folder from a backup.")
    return Finding(f"{file.stat().st_size / 1e6:.1f} MB")


def server(config: Config) -> Finding:
    address = f"{config.url}/_health/"
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - http(s) only
            return Finding(f"{address} answers {answer.status}")
    except urllib.error.HTTPError as error:
        return Finding(
            f"{address} answers {error.code}",
            "Something else answers there: check SEISMO_URL and the proxy in front of Seismo.",
        )
    except OSError as error:
        reason = getattr(error, "reason", error)
        return Finding(
            f"{address} does not answer: {reason}",
            "Start `seismo serve`; if it runs, check SEISMO_URL and the proxy in front of it.",
        )


def public_url(config: Config) -> Finding:
    host = urlsplit(config.url).hostname or ""
    try:
        addresses = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return Finding(f"{host} has no address", "Correct SEISMO_URL, or the name server's entry.")
    if all(_is_loopback(address) for address in addresses) and not _is_loopback(config.host):
        return Finding(
            f"{config.url} leads other machines to themselves",
            "Set SEISMO_URL to the address that they use: it goes into every DSN and link.",
        )
    return Finding(config.url)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.split("%")[0]).is_loopback
    except ValueError:
        return address == "localhost"


def clock(config: Config) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=_nearest_folder(config.data)) as file:
            skew = os.fstat(file.fileno()).st_mtime - time.time()
    except OSError as error:
        return Finding(f"cannot be compared: {error.strerror}", "Make the data folder writable.")
    fact = f"{abs(skew):.1f} s between the machine and its disk"
    if abs(skew) > LARGEST_SKEW:
        return Finding(fact, "Switch on time synchronization on this machine and its file server.")
    return Finding(fact)


def memory(_: Config) -> Finding:
    free = psutil.virtual_memory().available
    fact = f"{free / 1e6:.0f} MB available"
    if free < LEAST_FREE_MEMORY:
        return Finding(fact, "Stop something else on this machine, or give it more memory.")
    return Finding(fact)


def mail(config: Config) -> Finding:
    if not config.mail_url:
        return Finding("not set up: invitations and new passwords are handed over as links")
    try:
        make_mailer(config).probe()
    except MailFailed as failure:
        return Finding(
            str(failure), "Correct SEISMO_MAIL_URL, then try `seismo mail test ADDRESS`."
        )
    return Finding(f"mails leave as {config.mail_from}")


def sign_in(config: Config) -> Finding:
    """Whether the provider that vouches for people answers, and is the one that it says it is."""
    if not config.oidc_issuer:
        return Finding("with password or passkey; no other provider is set up")
    address = f"{config.oidc_issuer}/.well-known/openid-configuration"
    try:
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310 - http(s) only
            issuer = json.loads(answer.read())["issuer"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Finding(
            f"{address} is no description of a provider: {error}",
            "Correct SEISMO_OIDC_ISSUER, or make the provider reachable from this machine.",
        )
    if issuer.rstrip("/") != config.oidc_issuer:
        return Finding(
            f"the provider calls itself {issuer}", f"Set SEISMO_OIDC_ISSUER to {issuer}."
        )
    return Finding(f"{config.oidc_name} answers")


CHECKS: tuple[Check, ...] = (
    Check("python", python_version),
    Check("data folder", data_folder),
    Check("free disk", free_disk),
    Check("fsync", fsync_time),
    Check("catalog", catalog),
    Check("journal", journal),
    Check("event store", event_store),
    Check("server", server),
    Check("SEISMO_URL", public_url),
    Check("clock", clock),
    Check("memory", memory),
    Check("mail", mail),
    Check("sign-in", sign_in),
)


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def memory_use(data: Path) -> dict[str, int]:
    """Bytes by process of the server, shared pages divided fairly; empty when it does not run."""
    file = Paths(data).processes
    try:
        processes: dict[str, int] = json.loads(file.read_text())["processes"]
        written = file.stat().st_mtime
    except FileNotFoundError:
        return {}
    sizes = {name: _size(pid, written) for name, pid in processes.items()}
    return {name: size for name, size in sizes.items() if size is not None}


def _size(pid: int, written: float) -> int | None:
    try:
        process = psutil.Process(pid)
        if process.create_time() > written + 1:  # the number belongs to another process by now
            return None
        used = process.memory_full_info()
        return int(getattr(used, "pss", used.rss))
    except psutil.Error:
        return None
