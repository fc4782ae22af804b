"""What became of an event, by its id: stored, dropped and why, or never seen."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

import msgspec

from seismo.catalog.models import GroupingHash, Project
from seismo.catalog.progress import digested_through
from seismo.model.ids import EventId, ProjectId
from seismo.model.issue import short_id
from seismo.model.outcome import EXPLANATIONS, DataCategory, Outcome, Reason, outcome_of
from seismo.ports.journal import PARTITION, Journal
from seismo.ports.payloads import EVENT, Drop, PayloadStore, StoredPayload

AT_ONCE = 400
"""Ids per lookup: far below SQLite's limit of parameters, and few payloads in memory at a time."""

NAMED_BY_ID = frozenset(
    {
        DataCategory.DEFAULT,
        DataCategory.ERROR,
        DataCategory.SECURITY,
        DataCategory.TRANSACTION,
        DataCategory.FEEDBACK,
    }
)
"""Items that an event id names. An attachment or a session only travels in the same envelope."""


class Fate(msgspec.Struct, frozen=True):
    """What became of one event id in one project."""

    event_id: EventId
    outcome: str
    """accepted, dropped or unknown."""
    reason: Reason | None = None
    """Why it was dropped; the latest reason when there were several."""
    detail: str = ""
    project: str | None = None
    """The project's slug."""
    kind: str = EVENT
    """What is stored: event, transaction or feedback."""
    issue: str | None = None
    """The issue's short id."""
    title: str = ""
    received: int = 0
    """How often it came in."""
    stored: int = 0
    """How often it is stored: 1 for every accepted event, or something is wrong."""
    when: float | None = None
    """Unix seconds: when it was stored, else when it was last dropped."""

    @property
    def ended(self) -> Outcome:
        """The outcome of what is not stored."""
        return outcome_of(self.reason)

    @property
    def explanation(self) -> str:
        return EXPLANATIONS[self.reason] if self.reason is not None else ""


def fate_of(
    payloads: PayloadStore,
    event_ids: Sequence[EventId],
    project_ids: Collection[int] | None = None,
) -> list[Fate]:
    """One fate per id and project that saw it, in the order of the ids; `unknown` where none did.

    With `project_ids`, only what these projects saw counts. Made for thousands of ids.
    """
    ids = list(dict.fromkeys(event_ids))
    batches = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
    return [fate for batch in batches for fate in _fates(payloads, batch, project_ids)]


def backlog(journal: Journal) -> int:
    """Records that came in and are not digested yet; a fate may still change while they wait."""
    return journal.backlog(PARTITION, digested_through(PARTITION))


def _fates(
    payloads: PayloadStore, event_ids: Sequence[EventId], project_ids: Collection[int] | None
) -> Iterator[Fate]:
    seen: dict[EventId, dict[ProjectId, list[StoredPayload | Drop]]] = defaultdict(dict)
    for found in payloads.find(event_ids):
        if found.event_id and (project_ids is None or found.project_id in project_ids):
            seen[found.event_id].setdefault(found.project_id, []).append(found)
    slugs = _slugs({project_id for projects in seen.values() for project_id in projects})
    hashes = {
        found.hash
        for projects in seen.values()
        for rows in projects.values()
        for found in rows
        if isinstance(found, StoredPayload)
    }
    issues = _issues(hashes)
    for event_id in event_ids:
        if event_id not in seen:
            yield Fate(event_id, "unknown")
        for project_id, rows in seen.get(event_id, {}).items():
            yield _fate(event_id, rows, slugs.get(project_id), issues)


def _fate(
    event_id: EventId,
    rows: Sequence[StoredPayload | Drop],
    project: str | None,
    issues: dict[tuple[int, str], str],
) -> Fate:
    stored = [row for row in rows if isinstance(row, StoredPayload)]
    drops = [row for row in rows if isinstance(row, Drop)]
    own_drops = [drop for drop in drops if drop.category in NAMED_BY_ID]
    if stored:
        first = stored[0]
        return Fate(
            event_id,
            "accepted",
            project=project,
            kind=first.kind,
            issue=issues.get((first.project_id, first.hash)),
            title=first.title,
            received=len(stored) + sum(drop.quantity for drop in own_drops),
            stored=len(stored),
            when=first.received,
        )
    counted = own_drops or drops
    last = counted[-1]
    return Fate(
        event_id,
        "dropped",
        reason=last.reason,
        detail=last.detail,
        project=project,
        received=sum(drop.quantity for drop in counted),
        when=last.received,
    )


def _slugs(project_ids: Collection[ProjectId]) -> dict[int, str]:
    return dict(Project.objects.filter(pk__in=project_ids).values_list("id", "slug"))


def _issues(hashes: Collection[str]) -> dict[tuple[int, str], str]:
    """Short ids by (project id, grouping hash)."""
    rows = GroupingHash.objects.filter(hash__in=hashes).values_list(
        "project_id", "hash", "issue__project__short_id_prefix", "issue__number"
    )
    return {
        (project_id, hash_): short_id(prefix, number) for project_id, hash_, prefix, number in rows
    }
