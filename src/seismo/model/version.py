"""Releases as versions: their parts, and their order (semantics.md sections 5.2 and 13).

`package@1.2.3-rc.1+build`, a bare `1.2.3` and `v1.2.3` are versions alike; everything else has no order.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

_RELEASE = re.compile(
    r"(?:(?P<package>.+)@)?(?P<version>v?(?P<numbers>\d{1,18}(?:\.\d{1,18}){1,3})"
    r"(?:-(?P<pre>[0-9A-Za-z.-]+))?)(?:\+(?P<build>[0-9A-Za-z.+-]+))?"
)
_Identifier: TypeAlias = tuple[int, int, str]
Order: TypeAlias = tuple[tuple[int, ...], int, tuple[_Identifier, ...]]
"""Numbers, whether it is no prerelease, the identifiers of the prerelease."""


@dataclass(frozen=True, slots=True)
class Version:
    package: str
    text: str
    """Without package and build, and without a v."""
    build: str
    order: Order
    """By the precedence of semver 2.0; a build does not count."""


@lru_cache(maxsize=4_096)
def parse_version(release: str) -> Version | None:
    """The version that a release names; None for one that is no version, such as a commit hash."""
    found = _RELEASE.fullmatch(release.strip())
    if found is None:
        return None
    numbers = [int(part) for part in found["numbers"].split(".")]
    numbers += [0] * (4 - len(numbers))
    pre = found["pre"] or ""
    identifiers = tuple(map(_identifier, pre.split("."))) if pre else ()
    return Version(
        package=found["package"] or "",
        text=found["version"].removeprefix("v"),
        build=found["build"] or "",
        order=(tuple(numbers), 0 if pre else 1, identifiers),
    )


def _identifier(text: str) -> _Identifier:
    """Numbers compare as numbers and stand before words."""
    return (0, int(text), "") if text.isascii() and text.isdigit() else (1, 0, text)
