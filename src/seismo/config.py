"""Every setting: its name, what to write, its default and one sentence.

A value is looked for on the command line, then in the environment, then in a TOML file, and last in
the default. The file is the one that SEISMO_CONFIG names, else `seismo.toml` in the data folder.
"""

import os
import re
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

PREFIX = "SEISMO_"
FILE_VARIABLE = "SEISMO_CONFIG"
FILE_NAME = "seismo.toml"
DATA = "seismo-data"
LOG_LEVELS = ("debug", "info", "warning", "error")

UNITS = {"MB": 10**6, "GB": 10**9, "TB": 10**12}
LEAST_BUDGET = 100 * 10**6
"""Bytes; below that, the server's own files take most of it."""

Value: TypeAlias = Path | int | str
_SIZE = re.compile(rf"(?P<number>\d+(\.\d+)?) ?(?P<unit>{'|'.join(UNITS)})")

OF_THE_KIT = frozenset(
    PREFIX + name
    for name in (
        "ALERT_WEBHOOK_URL",
        "DISCORD_WEBHOOK_URL",
        "DSN",
        "ENVIRONMENT",
        "PAGERDUTY_ROUTING_KEY",
        "PRIVACY",
        "RELEASE",
        "SEND_IN_DEBUG",
        "SPOOL_DIR",
        "SUPPORT_EMAIL",
    )
)
"""Names that the Django kit reads. An application and its server may share one environment."""


class Misconfigured(Exception):
    """A setting cannot be used. `str(error)` names it, its value and what to write instead."""


@dataclass(frozen=True, slots=True)
class Config:
    data: Path
    """Absolute."""
    host: str
    port: int
    url: str
    """Without a slash at the end."""
    digest_processes: int
    max_backlog: int
    min_free_disk: int
    """Megabytes."""
    disk_budget: int
    """Bytes; 0 is no limit."""
    log_level: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of `Config`."""

    field: str
    kind: str
    """What to write, for people: `a whole number from 1 to 65535`."""
    example: str
    default: str
    """For people; the value itself is in `default_of`."""
    sentence: str
    parse: Callable[[str], Value]
    """Raises ValueError for a text that is not of its kind."""
    default_of: Callable[[Mapping[str, Value]], Value]
    """From the values of the settings before this one."""

    @property
    def variable(self) -> str:
        return PREFIX + self.field.upper()


@dataclass(frozen=True, slots=True)
class Given:
    """A value as somebody wrote it, and where."""

    place: str
    text: str


def _digest_processes(cores: int) -> int:
    """Two cores carry two (decision 0006); from three on, one is left to the server."""
    return min(64, cores if cores <= 2 else cores - 1)


def _folder(text: str) -> Path:
    if not text:
        raise ValueError
    return Path(text).expanduser().absolute()


def _host(text: str) -> str:
    if not text or any(sign in text for sign in " /?#@"):
        raise ValueError
    return text


def _number_between(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError
        return number

    return parse


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    beyond_the_host = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in {"http", "https"} or not parts.hostname or beyond_the_host:
        raise ValueError
    _ = parts.port  # raises for one that is not a number
    return f"{parts.scheme}://{parts.netloc}"


def _log_level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise ValueError
    return text.lower()


def _size(text: str) -> int:
    if text.lower() == "none":
        return 0
    written = _SIZE.fullmatch(text.upper())
    if written is None:
        raise ValueError
    size = int(float(written["number"]) * UNITS[written["unit"]])
    if size < LEAST_BUDGET:
        raise ValueError
    return size


def _half_of_the_disk(values: Mapping[str, Value]) -> int:
    data = Path(str(values["data"]))
    return shutil.disk_usage(next(f for f in (data, *data.parents) if f.is_dir())).total // 2


def _url_here(values: Mapping[str, Value]) -> str:
    """Where this server answers for somebody on the same machine."""
    host = str(values["host"])
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared only
    return f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{values['port']}"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        field="data",
        kind="a folder",
        example="/var/lib/seismo",
        default="`seismo-data` in the current folder",
        sentence="Where everything is kept; nothing is written anywhere else.",
        parse=_folder,
        default_of=lambda _: Path(DATA).absolute(),
    ),
    Setting(
        field="host",
        kind="an address or host name of this machine",
        example="0.0.0.0",  # noqa: S104 - shown, not bound
        default="`127.0.0.1`",
        sentence="The address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for all.",
        parse=_host,
        default_of=lambda _: "127.0.0.1",
    ),
    Setting(
        field="port",
        kind="a whole number from 1 to 65535",
        example="9000",
        default="`9000`",
        sentence="The port to listen on.",
        parse=_number_between(1, 65_535),
        default_of=lambda _: 9000,
    ),
    Setting(
        field="url",
        kind="an address that begins with http:// or https:// and ends with the host or port",
        example="https://errors.example.com",
        default="`http://` + host + port",
        sentence="The address that people and SDKs use, as it is in front of any proxy; "
        "DSNs and links are made from it.",
        parse=_base_url,
        default_of=_url_here,
    ),
    Setting(
        field="digest_processes",
        kind="a whole number from 1 to 64",
        example="3",
        default="one for each core of this machine, up to 2; from 3 cores on, one less",
        sentence="How many processes digest events beside the one that answers requests.",
        parse=_number_between(1, 64),
        default_of=lambda _: _digest_processes(os.cpu_count() or 1),
    ),
    Setting(
        field="max_backlog",
        kind="a whole number from 1 to 1000000000",
        example="100000",
        default="`500000`",
        sentence="How many requests may wait to be digested before senders are asked to hold back.",
        parse=_number_between(1, 1_000_000_000),
        default_of=lambda _: 500_000,
    ),
    Setting(
        field="min_free_disk",
        kind="a whole number of megabytes from 0 to 1000000000",
        example="2000",
        default="`500`",
        sentence="How much of the disk must be free; with less, senders are asked to hold back.",
        parse=_number_between(0, 1_000_000_000),
        default_of=lambda _: 500,
    ),
    Setting(
        field="disk_budget",
        kind="a size of at least 100 MB in MB, GB or TB, or none",
        example="20GB",
        default="half of the disk that the data folder is on",
        sentence="What the data folder may take; when it takes more, the oldest days go first.",
        parse=_size,
        default_of=_half_of_the_disk,
    ),
    Setting(
        field="log_level",
        kind=f"one of {', '.join(LOG_LEVELS)}",
        example="info",
        default="`info`",
        sentence="How much the server writes about its own work.",
        parse=_log_level,
        default_of=lambda _: "info",
    ),
)


def load(environ: Mapping[str, str], file: Path | None = None, **overrides: object) -> Config:
    """The configuration of this start.

    `overrides` are options of the command line by field name; None means not given. `file` takes
    the place of SEISMO_CONFIG. Raises Misconfigured for an unknown name or an unusable value.
    """
    fields = {setting.variable: setting.field for setting in SETTINGS}
    names = [name for name in environ if name.startswith(PREFIX) and name not in OF_THE_KIT]
    _refuse_unknown(names, [*fields, FILE_VARIABLE], "the environment")
    given = {fields[name]: Given(name, environ[name]) for name in fields if environ.get(name)}
    given |= {
        field: Given(f"--{field.replace('_', '-')}", str(value))
        for field, value in overrides.items()
        if value is not None
    }
    named = str(file or environ.get(FILE_VARIABLE, ""))
    in_file = _named_file(Path(named)) if named else _file_in(given.get("data"))
    return _build(in_file | given)


def _named_file(file: Path) -> dict[str, Given]:
    if not file.is_file():
        raise Misconfigured(f"{FILE_VARIABLE} is '{file}': write the path of a file that exists.")
    return _read(file)


def _file_in(data: Given | None) -> dict[str, Given]:
    file = (Path(data.text).expanduser() if data else Path(DATA)) / FILE_NAME
    given = _read(file) if file.is_file() else {}
    if "data" in given:
        raise Misconfigured(
            f"{file} sets data, but it is found by lying in the data folder: "
            f"write {PREFIX}DATA instead, or name the file with {FILE_VARIABLE}."
        )
    return given


def _read(file: Path) -> dict[str, Given]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{file} is not TOML: {error}.") from error
    except OSError as error:
        raise Misconfigured(f"{file} cannot be read: {error.strerror}.") from error
    _refuse_unknown(list(table), [setting.field for setting in SETTINGS], str(file))
    return {name: _written(name, value, file) for name, value in table.items()}


def _written(name: str, value: object, file: Path) -> Given:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Misconfigured(f"{name} in {file} is {value!r}: write a text or a whole number.")
    return Given(f"{name} in {file}", str(value))


def _refuse_unknown(names: list[str], known: list[str], place: str) -> None:
    for name in sorted(set(names) - set(known)):
        # Without the prefix: it would make every name look like every other.
        by_stem = {each.removeprefix(PREFIX): each for each in known}
        near = get_close_matches(name.removeprefix(PREFIX), by_stem, n=1)
        cure = f"Did you mean {by_stem[near[0]]}?" if near else f"There are {', '.join(known)}."
        raise Misconfigured(f"{name} in {place} is not a setting of Seismo. {cure}")


def _build(given: Mapping[str, Given]) -> Config:
    values: dict[str, Value] = {}
    for setting in SETTINGS:
        if setting.field in given:
            values[setting.field] = _parsed(setting, given[setting.field])
        else:
            values[setting.field] = setting.default_of(values)
    return Config(**values)  # type: ignore[arg-type]  # each parse returns its field's type


def _parsed(setting: Setting, given: Given) -> Value:
    try:
        return setting.parse(given.text)
    except ValueError:
        raise Misconfigured(
            f"{given.place} is {given.text!r}: write {setting.kind}, such as {setting.example}."
        ) from None
