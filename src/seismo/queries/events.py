"""One stored event, and where it stands among the events of its issue."""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec
import zstandard

from seismo.catalog.models import Issue, IssueChange
from seismo.digest.grouping import VERSIONS, Explanation, explain
from seismo.digest.normalize.title import search_tags
from seismo.model.event import Event, decode_event
from seismo.model.ids import EventId
from seismo.ports.payloads import EVENT, StoredPayload
from seismo.ports.stores import Stores

CHANGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class LoadedEvent:
    project_id: int
    hash: str
    content: bytes
    """The stored JSON."""
    event: Event


def load_event(
    stores: Stores, project_ids: Collection[int], event_id: EventId
) -> LoadedEvent | None:
    """The stored event of one of these projects; None when nothing is stored, or not any more."""
    for found in stores.payloads.find([event_id]):
        if not isinstance(found, StoredPayload) or found.kind != EVENT:
            continue
        if found.project_id in project_ids:
            content = zstandard.ZstdDecompressor().decompress(found.payload)
            return LoadedEvent(found.project_id, found.hash, content, decode_event(content))
    return None


def changes(issue: Issue) -> list[IssueChange]:
    """What happened to an issue, newest first."""
    return list(issue.changes.select_related("user").order_by("-pk")[:CHANGES_SHOWN])


def tags_of(event: Event) -> dict[str, str]:
    """The tags by which search finds an event: its own and those that follow from it."""
    return search_tags(event)


def explanation(loaded: LoadedEvent, issue: Issue) -> Explanation | None:
    """Why the event groups as it does; None when its project's algorithm is not part of this server."""
    version = issue.project.grouping_version
    return explain(loaded.event, version) if version in VERSIONS else None


def as_json(loaded: LoadedEvent) -> bytes:
    """The stored event, indented for people."""
    return msgspec.json.format(loaded.content, indent=2)
