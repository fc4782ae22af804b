"""One stored event, and where it stands among the events of its issue."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import msgspec
import zstandard

from seismo.catalog.lookups import Given
from seismo.catalog.models import Issue, IssueChange, Project
from seismo.catalog.prepared import Prepared
from seismo.catalog.settings import section
from seismo.digest.grouping import (
    VERSIONS,
    Explanation,
    GroupingRules,
    explain,
    grouping_rules,
    mark_in_app,
)
from seismo.digest.normalize.title import search_tags
from seismo.model.event import Event, decode_event
from seismo.model.ids import EventId
from seismo.model.project import Grouping
from seismo.ports.payloads import EVENT, Drop, StoredPayload
from seismo.ports.stores import Stores


@dataclass(frozen=True, slots=True)
class LoadedEvent:
    project_id: int
    hash: str
    content: bytes
    """The stored JSON."""
    event: Event


def load_event(
    stores: Stores, project_ids: Collection[int], event_id: EventId, near: Collection[float] = ()
) -> LoadedEvent | None:
    """The stored event of one of these projects; None when nothing is stored, or not any more.

    `near` are moments, in unix seconds, on whose days it was probably received.
    """
    beside = _loaded(stores.payloads.find([event_id], near), project_ids) if near else None
    return beside or _loaded(stores.payloads.find([event_id]), project_ids)


def _loaded(
    known: Collection[StoredPayload | Drop], project_ids: Collection[int]
) -> LoadedEvent | None:
    for found in known:
        if not isinstance(found, StoredPayload) or found.kind != EVENT:
            continue
        if found.project_id in project_ids:
            content = zstandard.ZstdDecompressor().decompress(found.payload)
            return LoadedEvent(found.project_id, found.hash, content, decode_event(content))
    return None


@cache
def _changes(most: int) -> Prepared[IssueChange]:
    return Prepared(
        lambda: (
            IssueChange.objects.filter(issue=Given("issue"))
            .select_related("user", "comment")
            .order_by("-pk")[:most]
        )
    )


def changes(issue: Issue, most: int) -> list[IssueChange]:
    """What happened to an issue, newest first."""
    found = _changes(most).rows(issue=issue.pk)
    for change in found:
        change.issue = issue
    return found


def tags_of(event: Event) -> dict[str, str]:
    """The tags by which search finds an event: its own and those that follow from it."""
    return search_tags(event)


def explanation(loaded: LoadedEvent, issue: Issue) -> Explanation | None:
    """Why the event groups as it does; None when its project's algorithm is not part of this server."""
    rules = grouping_of(issue.project)
    if rules.version not in VERSIONS:
        return None
    return explain(mark_in_app(loaded.event, rules.stacks), rules)


def grouping_of(project: Project) -> GroupingRules:
    own = section(project, Grouping)
    return grouping_rules(project.grouping_version, own.fingerprint, own.stacktrace)


def as_json(loaded: LoadedEvent) -> bytes:
    """The stored event, indented for people."""
    return msgspec.json.format(loaded.content, indent=2)
