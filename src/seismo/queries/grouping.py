"""What would become of events under other grouping rules, before anybody saves them."""

from collections.abc import Sequence
from dataclasses import dataclass

from seismo.catalog.issues import owners
from seismo.catalog.models import Issue, Project
from seismo.digest.grouping import (
    VERSIONS,
    Explanation,
    GroupingRules,
    explain,
    group,
    mark_in_app,
)
from seismo.model.event import Event
from seismo.model.ids import EventId, GroupingHash, ProjectId
from seismo.model.issue import short_id
from seismo.ports.stores import Stores
from seismo.queries.events import grouping_of, load_event
from seismo.queries.issues import seen_at

RECENT_ISSUES = 25
NEW_ISSUE = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """One event under the rules that are tried."""

    event_id: EventId
    title: str
    """The one that its issue would get."""
    explanation: Explanation
    now_in: str
    """A short id; empty when none owns a hash of the event."""
    then_in: str
    """The short id of the issue that such an event would join; empty when it would begin a new one."""


@dataclass(frozen=True, slots=True)
class Move:
    """The latest event of an issue hashes otherwise than it does today."""

    short_id: str
    title: str
    then_in: str
    companions: tuple[str, ...]
    """Other issues whose latest event would hash alike."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the rules would do to the issues that were seen last."""

    issues: int
    moves: list[Move]


def trial_of(
    stores: Stores, project: Project, rules: GroupingRules, event_id: EventId
) -> Trial | None:
    """None when the project has no such event in the store."""
    loaded = load_event(stores, {project.pk}, event_id)
    if loaded is None:
        return None
    explanation = explain(mark_in_app(loaded.event, rules.stacks), rules)
    return Trial(
        event_id,
        explanation.title or loaded.event.title,
        explanation,
        _owner(project, [GroupingHash(loaded.hash)]),
        _owner(project, explanation.hashes),
    )


def outlook(stores: Stores, project: Project, rules: GroupingRules) -> Outlook:
    """How the latest event of each recent issue would move from today's rules to these."""
    today = grouping_of(project)
    recent = Issue.objects.filter(project=project).order_by("-last_seen", "-pk")[:RECENT_ISSUES]
    looked_at: list[tuple[Issue, tuple[GroupingHash, ...], bool]] = []
    for issue in recent:
        last = EventId(issue.last_event_id)
        loaded = load_event(stores, {project.pk}, last, seen_at(issue))
        if loaded is not None:
            hashes = _hashes(loaded.event, rules)
            is_moved = today.version in VERSIONS and hashes[0] != _hashes(loaded.event, today)[0]
            looked_at.append((issue, hashes, is_moved))
    alike: dict[GroupingHash, list[str]] = {}
    for issue, hashes, _ in looked_at:
        alike.setdefault(hashes[0], []).append(_name(project, issue.number))
    moves = []
    for issue, hashes, is_moved in looked_at:
        if is_moved:
            name = _name(project, issue.number)
            others = tuple(other for other in alike[hashes[0]] if other != name)
            moves.append(Move(name, issue.title, _owner(project, hashes), others))
    return Outlook(len(looked_at), moves)


def latest_event(project: Project) -> str:
    """The id of the event that was seen last; empty without one."""
    ids = Issue.objects.filter(project=project).order_by("-last_seen", "-pk")
    return ids.values_list("last_event_id", flat=True).first() or ""


def _hashes(event: Event, rules: GroupingRules) -> tuple[GroupingHash, ...]:
    return group(mark_in_app(event, rules.stacks), rules).hashes


def _owner(project: Project, hashes: Sequence[GroupingHash]) -> str:
    project_id = ProjectId(project.pk)
    known = owners([(project_id, each) for each in hashes])
    found = next((known[project_id, each] for each in hashes if (project_id, each) in known), None)
    if found is None:
        return NEW_ISSUE
    return _name(project, Issue.objects.values_list("number", flat=True).get(pk=found))


def _name(project: Project, number: int) -> str:
    return short_id(project.short_id_prefix, number)
