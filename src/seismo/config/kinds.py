"""What may be written for a setting, and defaults that depend on others.

Each parser returns the value, or raises ValueError for a text that is not of its kind.
"""

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from seismo.model.access import Role
from seismo.model.mail import parse_address, parse_server

Value: TypeAlias = Path | int | str

LOG_LEVELS = ("debug", "info", "warning", "error")
UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
LEAST_BUDGET = 100 * 10**6
"""Bytes; below that, the server's own files take most of it."""
_SIZE = re.compile(rf"(?P<number>\d+(\.\d+)?) ?(?P<unit>{'|'.join(UNITS)})")


def digest_processes(cores: int) -> int:
    """Two cores carry two (decision 0006); from three on, one is left to the server."""
    return min(64, cores if cores <= 2 else cores - 1)


def folder(text: str) -> Path:
    if not text:
        raise ValueError
    return Path(text).expanduser().absolute()


def host(text: str) -> str:
    if not text or any(sign in text for sign in " /?#@"):
        raise ValueError
    return text


def number_between(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError
        return number

    return parse


def base_url(text: str) -> str:
    parts = urlsplit(text)
    beyond_the_host = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in {"http", "https"} or not parts.hostname or beyond_the_host:
        raise ValueError
    _ = parts.port  # raises for one that is not a number
    return f"{parts.scheme}://{parts.netloc}"


def log_level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ValueError
    return text.lower()


def size(text: str) -> int:
    if text.lower() == "none":
        return 0
    written = _SIZE.fullmatch(text.upper())
    if written is None:
        raise ValueError
    size = int(float(written["number"]) * UNITS[written["unit"]])
    if size < LEAST_BUDGET:
        raise ValueError
    return size


def half_of_the_disk(values: Mapping[str, Value]) -> int:
    data = Path(str(values["data"]))
    return shutil.disk_usage(next(f for f in (data, *data.parents) if f.is_dir())).total // 2


def url_here(values: Mapping[str, Value]) -> str:
    """Where this server answers for somebody on the same machine."""
    host = str(values["host"])
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared only
    return f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{values['port']}"


def mail_server(text: str) -> str:
    parse_server(text)
    return text


def mail_sender(text: str) -> str:
    parse_address(text)
    return text


def sender_here(values: Mapping[str, Value]) -> str:
    return f"Seismo <seismo@{urlsplit(str(values['url'])).hostname}>"


def issuer(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError
    return text.removesuffix("/.well-known/openid-configuration").rstrip("/")


def one_line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError
    return text.strip()


def role_or_no(text: str) -> str:
    return text if text == "no" else Role(text).value


def domains(text: str) -> str:
    names = [name.strip().lower().removeprefix("@") for name in text.split(",")]
    if not all("." in name and " " not in name and "@" not in name for name in names):
        raise ValueError
    return ",".join(names)
