"""The order of a project's releases, and why it is so (semantics.md sections 8 and 13). Pure."""

import re
from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any, NamedTuple

from seismo.model.version import parse_version


class Scheme(StrEnum):
    """What a project's releases are ordered by. The values are stored: never change one."""

    AUTOMATIC = "automatic"
    """Two versions by semver, two whole numbers by value, everything else by date."""
    SEMVER = "semver"
    BUILD = "build"
    """By the number at the end of the name."""
    DATE = "date"
    """By when a project first sent something from them."""


class SeenRelease(NamedTuple):
    name: str
    first_seen: float
    """Unix seconds."""


class Comparison(NamedTuple):
    order: int
    """Below 0 when the first release is the older one, 0 when neither is."""
    explanation: str
    """Such as `compared 10.18.7 < 10.24.0 by semver`."""


_NUMBER = re.compile(r"(?:.*@)?(\d{1,18})")
_LAST_NUMBER = re.compile(r".*?(\d{1,18})\D{0,16}", re.DOTALL)
_SIGNS = {-1: "<", 0: "=", 1: ">"}


def compare(one: SeenRelease, other: SeenRelease, scheme: Scheme) -> Comparison:
    """Which of two releases of a project is the newer one.

    Where a project's scheme says nothing about the two, as about a commit hash and semver, the date decides.
    """
    if one.name == other.name:
        return Comparison(0, f"it is {one.name}")
    order = None
    by = "semver"
    if scheme in {Scheme.AUTOMATIC, Scheme.SEMVER}:
        order = _by_version(one.name, other.name)
    if order is None and scheme in {Scheme.AUTOMATIC, Scheme.BUILD}:
        pattern = _NUMBER if scheme is Scheme.AUTOMATIC else _LAST_NUMBER
        order, by = _by_number(one.name, other.name, pattern), "build number"
    if order is None:
        order, by = _sign(one.first_seen, other.first_seen), "the time they were first seen"
    return Comparison(order, f"compared {one.name} {_SIGNS[order]} {other.name} by {by}")


def newest(releases: Collection[SeenRelease], scheme: Scheme) -> SeenRelease | None:
    """Of all of them; None of none. Where most are versions, a hash among them is not the newest."""
    by_date = sorted(releases, key=lambda release: (release.first_seen, release.name))
    for place in _PLACES[scheme]:
        placed = [(found, each) for each in by_date if (found := place(each.name)) is not None]
        if len(placed) * 2 > len(by_date):
            return max(placed, key=lambda pair: pair[0])[1]
    return by_date[-1] if by_date else None


def package_of(release: str) -> str:
    """What stands before the @ of a version; empty without one."""
    version = parse_version(release)
    return version.package if version else ""


def _by_version(one: str, other: str) -> int | None:
    first, second = parse_version(one), parse_version(other)
    if first is None or second is None:
        return None
    if first.package and second.package and first.package != second.package:
        return None
    if first.order != second.order:
        return 1 if first.order > second.order else -1
    return _by_number(first.build, second.build, _NUMBER) or 0


def _by_number(one: str, other: str, pattern: re.Pattern[str]) -> int | None:
    first, second = pattern.fullmatch(one), pattern.fullmatch(other)
    return _sign(int(first[1]), int(second[1])) if first and second else None


def _sign(one: float, other: float) -> int:
    return (one > other) - (one < other)


def _place_of_version(release: str) -> Any:
    version = parse_version(release)
    return version.order if version else None


def _place_of_number(release: str) -> Any:
    found = _NUMBER.fullmatch(release)
    return (int(found[1]),) if found else None


def _place_of_build(release: str) -> Any:
    found = _LAST_NUMBER.fullmatch(release)
    return (int(found[1]),) if found else None


_PLACES: dict[Scheme, tuple[Callable[[str], Any], ...]] = {
    Scheme.AUTOMATIC: (_place_of_version, _place_of_number),
    Scheme.SEMVER: (_place_of_version,),
    Scheme.BUILD: (_place_of_build,),
    Scheme.DATE: (),
}
