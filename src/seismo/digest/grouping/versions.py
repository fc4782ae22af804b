"""The grouping versions. A project keeps the one it was made with until someone moves it.

Each version is frozen once released: a change of what it hashes is a new version beside it, so
that no upgrade moves events between issues behind anyone's back.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from seismo.digest.grouping.components import Component, Explanation, Grouping, Variant
from seismo.digest.grouping.newstyle import algorithm as newstyle
from seismo.digest.grouping.stacks import BASE, StackTraceRules
from seismo.model.event import Event

__all__ = [
    "LATEST",
    "VERSIONS",
    "Component",
    "Explanation",
    "Grouping",
    "Variant",
    "explain",
    "group",
]


class Algorithm(Protocol):
    def __call__(self, event: Event, rules: StackTraceRules, *, complete: bool) -> Explanation: ...


LATEST = newstyle.VERSION
VERSIONS: Mapping[str, Algorithm] = MappingProxyType({newstyle.VERSION: newstyle.evaluate})


def group(event: Event, version: str, rules: StackTraceRules = BASE) -> Grouping:
    """The hashes of an event whose frames are marked. Raises KeyError for an unknown version."""
    found = VERSIONS[version](event, rules, complete=False)
    return Grouping(found.hashes, found.main_exception_id)


def explain(event: Event, version: str, rules: StackTraceRules = BASE) -> Explanation:
    """Why `group` says what it says, with what it did not use. Raises KeyError likewise."""
    return VERSIONS[version](event, rules, complete=True)
