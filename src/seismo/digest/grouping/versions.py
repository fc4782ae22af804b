"""The grouping versions. A project keeps the one it was made with until someone moves it.

Each version is frozen once released: a change of what it hashes is a new version beside it, so
that no upgrade moves events between issues behind anyone's back.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import msgspec

from seismo.digest.grouping.components import Explanation, Grouping
from seismo.digest.grouping.in_app import mark_in_app, rules_that_spoke
from seismo.digest.grouping.newstyle import algorithm
from seismo.digest.grouping.project_rules import GroupingRules, grouping_rules
from seismo.model.event import Event
from seismo.model.ids import GroupingHash
from seismo.model.project import ProjectRules


class Algorithm(Protocol):
    def __call__(self, event: Event, rules: GroupingRules, *, complete: bool) -> Explanation: ...


LATEST = algorithm.VERSION
VERSIONS: Mapping[str, Algorithm] = MappingProxyType(
    {
        algorithm.VERSION: algorithm.newstyle,
        algorithm.VERBATIM_VERSION: algorithm.newstyle_verbatim,
    }
)


def group(event: Event, rules: GroupingRules) -> Grouping:
    """The hashes of an event whose frames are marked. Raises KeyError for an unknown version."""
    found = VERSIONS[rules.version](event, rules, complete=False)
    return Grouping(found.hashes, found.main_exception_id, found.title)


def explain(event: Event, rules: GroupingRules) -> Explanation:
    """Why `group` says what it says, with what it did not use. Raises KeyError likewise."""
    found = VERSIONS[rules.version](event, rules, complete=True)
    spoke = rules_that_spoke(event, rules.stacks)
    return msgspec.structs.replace(found, stack_trace_rules=spoke)


def rules_of(project: ProjectRules) -> GroupingRules:
    own = project.grouping
    return grouping_rules(project.grouping_version, own.fingerprint, own.stacktrace)


def earlier_hashes(event: Event, project: ProjectRules) -> tuple[GroupingHash, ...]:
    """What the event is grouped by under the version and the stack trace rules before the last change.

    For a while after a change they are looked up behind the hashes of today, so that an issue which
    exists goes on under its new hashes.
    """
    before = project.grouping.previous
    if before is None or event.received >= before.until or before.version not in VERSIONS:
        return ()
    rules = grouping_rules(before.version, project.grouping.fingerprint, before.stacktrace)
    return group(mark_in_app(event, rules.stacks), rules).hashes
