"""Every setting: its name, what to write, its default and one sentence.

A value is looked for on the command line, then in the environment, then in a TOML file, and last in
the default. The file is the one that SEISMO_CONFIG names, else `seismo.toml` in the data folder.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from seismo.config.kinds import Value
from seismo.config.table import DATA, PREFIX, SETTINGS, Setting

FILE_VARIABLE = "SEISMO_CONFIG"
FILE_NAME = "seismo.toml"

OF_THE_KIT = frozenset(
    PREFIX + name
    for name in (
        "ALERT_WEBHOOK_URL",
        "DISCORD_WEBHOOK_URL",
        "DSN",
        "ENVIRONMENT",
        "FOLDER",
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
    mail_url: str
    """Empty when no mail is sent; else what `model.mail.parse_server` takes."""
    mail_from: str
    oidc_issuer: str
    """Empty when nobody signs in elsewhere."""
    oidc_client_id: str
    oidc_client_secret: str
    oidc_name: str
    oidc_role: str
    """A value of `model.access.Role`, or `no`."""
    oidc_domains: str
    """In lower case, with commas between them; empty is any."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value as somebody wrote it, and where."""

    place: str
    text: str


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
        text = "(not shown)" if setting.is_secret else repr(given.text)
        raise Misconfigured(
            f"{given.place} is {text}: write {setting.kind}, such as {setting.example}."
        ) from None
