"""The plain top-level attributes: level, platform, logger, release, environment, dist, ..."""

import re
from functools import lru_cache

import msgspec

from seismo.digest.normalize.databag import EXTRA, read_databag
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import scalar_text
from seismo.model.event import Databag, Json

MAX_LOGGER = 64
MAX_FINGERPRINT = 100
MAX_FINGERPRINT_TEXT = 8192
MAX_CHECKSUM = 128

_decode = msgspec.json.Decoder().decode

LEVELS = frozenset({"fatal", "error", "warning", "info", "debug"})
_LEVELS = {
    "fatal": "fatal",
    "critical": "fatal",
    "error": "error",
    "warning": "warning",
    "warn": "warning",
    "info": "info",
    "information": "info",
    "log": "info",
    "debug": "debug",
    "trace": "debug",
}
_LEVEL_NUMBERS = {10: "debug", 20: "info", 30: "warning", 40: "error", 50: "fatal"}

_PLATFORMS = frozenset(
    {
        *("as3", "c", "cfml", "cocoa", "csharp", "elixir", "go", "groovy", "haskell", "java"),
        *("javascript", "native", "node", "objc", "perl", "php", "python", "ruby", "other"),
    }
)

_RELEASE = re.compile(r"[^/\\\t\n\r]{1,200}")
_NO_RELEASE = frozenset({".", "..", "latest"})
_ENVIRONMENT = re.compile(r"[^/\t\n\r\f]{1,64}")
_DIST = re.compile(r"[a-zA-Z0-9_.-]{1,64}")


def known_level(name: str | None) -> str | None:
    """The level that a word means; None for a word that means none."""
    return (_LEVELS.get(name) or _LEVELS.get(name.strip().lower())) if name else None


def read_level(raw: Json, default: str, remarks: Remarks, at: Path) -> str:
    """One of fatal, error, warning, info and debug.

    Kinder than the rule of the wire, which knows neither capitals nor `warn` and `trace`.
    """
    if type(raw) is str:
        known = known_level(raw)
    elif type(raw) is int:
        known = _LEVEL_NUMBERS.get(raw)
    else:
        known = None
    if known:
        return known
    if raw is not None:
        remarks.invalid(at, raw, "expected fatal, error, warning, info or debug")
    return default


def read_platform(raw: Json, remarks: Remarks) -> str:
    """A platform that grouping and titles know, else `other`; `_meta` keeps the SDK's own word."""
    if isinstance(raw, str):
        platform = raw.strip().lower()
        if platform in _PLATFORMS:
            return platform
        if platform:
            remarks.original(("platform",), platform)
    elif raw is not None:
        remarks.invalid(("platform",), raw, "expected text")
    return "other"


def read_name(raw: Json, limit: int, remarks: Remarks, at: Path) -> str | None:
    """A short text without space around it; numbers become text with an error, empty is None."""
    if raw is None:
        return None
    name = scalar_text(raw)
    if not isinstance(raw, str):
        remarks.invalid(at, raw, "expected text")
    return remarks.shorten(name.strip(), limit, at) or None if name is not None else None


def read_logger(raw: Json, platform: str, remarks: Remarks) -> str | None:
    """A logger's name. A long Java one keeps its end, which names the class."""
    name = read_name(raw, 10_000, remarks, ("logger",))
    if name is None or len(name) <= MAX_LOGGER:
        return name
    if platform == "java" and "." in name:
        end = name[-(MAX_LOGGER - 1) :]
        word = end.partition(".")[2] or end
        remarks.original(("logger",), name)
        return f"*{word}"
    return remarks.shorten(name, MAX_LOGGER, ("logger",))


def read_release(raw: Json, remarks: Remarks) -> str | None:
    release = _pattern_name(raw, _RELEASE, "a release", remarks, ("release",))
    if release and release.lower() in _NO_RELEASE:
        remarks.invalid(("release",), raw, "this word names no release")
        return None
    return release


def read_environment(raw: Json, remarks: Remarks) -> str | None:
    environment = _pattern_name(raw, _ENVIRONMENT, "an environment", remarks, ("environment",))
    if environment and environment.lower() == "none":
        remarks.invalid(("environment",), raw, "this word names no environment")
        return None
    return environment


def read_dist(raw: Json, remarks: Remarks) -> str | None:
    return _pattern_name(raw, _DIST, "a dist", remarks, ("dist",))


def _pattern_name(
    raw: Json, pattern: re.Pattern[str], what: str, remarks: Remarks, at: Path
) -> str | None:
    if raw is None:
        return None
    name = scalar_text(raw)
    if not isinstance(raw, str):
        remarks.invalid(at, raw, "expected text")
    if name is None:
        return None
    name = name.strip()
    if pattern.fullmatch(name):
        return name
    reason = f"{what} may not have such characters or be so long" if name else f"{what} is empty"
    remarks.invalid(at, raw, reason)
    return None


def read_fingerprint(raw: Json, remarks: Remarks) -> list[str]:
    """The parts as text, written as other Sentry servers do so that the same events group."""
    if raw is None:
        return []
    if not isinstance(raw, list):
        remarks.invalid(("fingerprint",), raw, "expected a list")
        return []
    parts: list[str] = []
    for index, entry in enumerate(raw[:MAX_FINGERPRINT]):
        at = ("fingerprint", index)
        part = str(int(entry)) if isinstance(entry, float) else scalar_text(entry)
        if part is not None:
            parts.append(remarks.shorten(part, MAX_FINGERPRINT_TEXT, at))
        elif entry is not None:
            remarks.invalid(at, entry, "expected text")
    if len(raw) > MAX_FINGERPRINT:
        remarks.dropped(("fingerprint",), len(raw))
    return parts


class Modules(dict[str, str]):
    """Modules that were read before."""


@lru_cache(maxsize=16)
def known_modules(text: bytes) -> Json:
    """What a JSON text says, as `Modules` when nothing needs to be said about them.

    They are the same in every event of an application, so they are read once. Raises
    msgspec.DecodeError.
    """
    raw = _decode(text)
    remarks = Remarks([], {}, len(text))
    modules = read_modules(raw, remarks)
    return Modules(modules) if modules and not remarks.errors and not remarks.meta else raw


def read_modules(raw: Json, remarks: Remarks) -> dict[str, str] | None:
    """Package names to versions; a package without a version is left out."""
    if type(raw) is Modules:
        return raw
    modules: Databag | None = read_databag(raw, EXTRA, remarks, ("modules",))
    if not modules:
        return None
    versions: dict[str, str] = {}
    for name, version in modules.items():
        if isinstance(version, str):
            versions[name] = version
        elif version is not None:
            remarks.invalid(("modules", name), version, "expected text")
    return versions or None
