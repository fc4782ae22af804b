"""What becomes of issues by the clock: archived ones come back, and what nobody touches grows old."""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from seismo.catalog import issues as catalog
from seismo.catalog.models import Issue, IssueChange, Project, UndoStep
from seismo.catalog.settings import section_of
from seismo.model import issue as model
from seismo.model.change import ChangeDetail
from seismo.model.clock import from_unix
from seismo.model.issue import FOR_REVIEW, REVIEW_SECONDS, ChangeKind, IssueState, Status, Substatus
from seismo.model.project import Lifecycle
from seismo.model.terms import (
    Archive,
    Counts,
    duration,
    end_by_counts,
    end_of,
    hourly_limit,
)
from seismo.ports.stores import Stores
from seismo.upkeep.sightings import busiest_hours, seen_since

HOUR = 3_600.0
DAY = 86_400.0
Item = TypeVar("Item")
AT_ONCE = 200
"""Issues that change in one transaction: commits wait for it."""


class _Archived(NamedTuple):
    issue_id: int
    state: IssueState

    @property
    def terms(self) -> Archive:
        terms = self.state.terms
        return terms if isinstance(terms, Archive) else Archive()


class _Looked(NamedTuple):
    """What an issue was like when it was looked at."""

    times_seen: int
    since: datetime
    again: float
    """When time alone asks for another look, in unix seconds."""


class ArchivedIssues:
    """Brings archived issues back when their terms end. Made once: it remembers what it has looked at."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._looked: dict[int, _Looked] = {}

    def look(self) -> None:
        now = self._stores.clock.now()
        asked = self._changed(now)
        self._limit([each for each in asked if _lacks_limit(each, now)], now)
        due = {}
        for each in asked:
            if sentence := end_of(each.terms, each.state.times_seen, now):
                due[each.issue_id] = sentence
        due |= self._ends([each for each in asked if each.issue_id not in due], now)
        _escalate(due, {each.issue_id: each.state.since for each in asked}, now)

    def _changed(self, now: float) -> list[_Archived]:
        """Those that were seen, archived or merged since the last look, or whose time has come."""
        rows = Issue.objects.filter(status=Status.IGNORED).exclude(
            substatus=Substatus.ARCHIVED_FOREVER
        )
        before, self._looked = self._looked, {}
        changed = []
        for issue_id, times_seen, since in rows.values_list("pk", "times_seen", "since"):
            looked = before.get(issue_id)
            if looked and looked[:2] == (times_seen, since) and now < looked.again:
                self._looked[issue_id] = looked
            else:
                changed.append(issue_id)
        found = []
        for some in _parts(changed):
            for issue in Issue.objects.filter(pk__in=some):
                each = _Archived(issue.pk, catalog.state_of(issue))
                self._looked[issue.pk] = _Looked(issue.times_seen, issue.since, _again(each))
                found.append(each)
        return found

    def _ends(self, asked: Collection[_Archived], now: float) -> dict[int, str]:
        """The sentences of those whose stored events bring them back."""
        ever = {
            each.issue_id: 0.0
            for each in asked
            if each.terms.users is not None and each.terms.window is None
        }
        windows = {
            each.issue_id: max(now - each.terms.window, each.state.since)
            for each in asked
            if each.terms.window
        }
        hours = {
            each.issue_id: max(now - HOUR, each.state.since)
            for each in asked
            if each.terms.hourly_limit is not None
        }
        of_ever, of_window, of_hour = (
            seen_since(self._stores.eventstore, since) if since else {}
            for since in (ever, windows, hours)
        )
        ends = {}
        for each in asked:
            key = each.issue_id
            counts = Counts(
                users=of_ever[key].users if key in of_ever else None,
                in_window=of_window[key][:2] if key in of_window else None,
                in_hour=of_hour[key].events if key in of_hour else None,
            )
            ends[key] = end_by_counts(each.terms, counts)
        return {key: sentence for key, sentence in ends.items() if sentence}

    def _limit(self, lacking: Sequence[_Archived], now: float) -> None:
        """Find how many events an hour may have, where that is not known."""
        for some in _parts(lacking):
            since = {each.issue_id: each.state.since for each in some}
            busiest = busiest_hours(self._stores.eventstore, list(since), now)

            def limited(
                issue_id: int, state: IssueState, limits: Mapping[int, int] = busiest
            ) -> IssueState:
                return model.limit(state, hourly_limit(limits[issue_id]))

            _change(since, limited)


def _again(each: _Archived) -> float:
    until = math.inf if each.terms.until is None else each.terms.until
    escalates = each.state.substatus is Substatus.ARCHIVED_UNTIL_ESCALATING
    if escalates and each.terms.hourly_limit is None:
        return min(until, each.state.first_seen + DAY)
    return until


def _lacks_limit(each: _Archived, now: float) -> bool:
    """What was archived from its first event on has no hour to compare with during its first day."""
    if each.state.substatus is not Substatus.ARCHIVED_UNTIL_ESCALATING:
        return False
    is_new = each.state.terms is None and each.state.first_seen > now - DAY
    return each.terms.hourly_limit is None and not is_new


def _escalate(due: Mapping[int, str], since: Mapping[int, float], now: float) -> None:
    _change(
        {issue_id: since[issue_id] for issue_id in due},
        lambda _, state: model.escalate(state, now),
        lambda issue_id, _: (ChangeKind.ESCALATED, due[issue_id]),
        now,
    )


def age(stores: Stores) -> None:
    """What was new, regressed or escalating for a week is ongoing; what nobody sees any more is resolved.

    What somebody has done something about since it was seen last stays open.
    """
    now = stores.clock.now()
    old = Issue.objects.filter(
        status=Status.UNRESOLVED,
        substatus__in=FOR_REVIEW,
        since__lt=from_unix(now - REVIEW_SECONDS),
    )
    _change(
        _since(old),
        lambda _, state: model.settle(state, now),
        lambda _, before: (ChangeKind.ONGOING, f"It was {before.substatus} for a week."),
        now,
    )
    for project_id, settings in Project.objects.values_list("pk", "settings"):
        hours = section_of(settings, Lifecycle).resolve_after
        if hours is not None:
            _resolve_unseen(project_id, hours, now)
    UndoStep.objects.filter(made__lt=from_unix(now - DAY)).delete()


def _resolve_unseen(project_id: int, hours: int, now: float) -> None:
    before = from_unix(now) - timedelta(hours=hours)
    unseen = Issue.objects.filter(
        project_id=project_id, status=Status.UNRESOLVED, last_seen__lt=before
    )
    sentence = f"Nothing was seen of it for {duration(hours * HOUR)}, so it counts as resolved."
    by_hand = IssueChange.objects.filter(
        issue__project_id=project_id, user__isnull=False, happened__gte=before
    )
    _change(
        _since(unseen.exclude(pk__in=by_hand.values("issue"))),
        lambda _, state: model.resolve(state, now),
        lambda _, __: (ChangeKind.RESOLVED, sentence),
        now,
    )


def _since(rows: QuerySet[Issue]) -> dict[int, float]:
    return {pk: since.timestamp() for pk, since in rows.values_list("pk", "since")}


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


Note: TypeAlias = Callable[[int, IssueState], tuple[ChangeKind, str]]
"""The kind of a change, and why it came, from the issue's id and its state before."""


def _change(
    since: Mapping[int, float],
    transition: Callable[[int, IssueState], IssueState],
    note: Note | None = None,
    now: float = 0.0,
) -> None:
    """Change those that nobody has changed meanwhile, a part at a time."""
    for some in _parts(list(since)):
        with transaction.atomic():
            changed = []
            for issue_id, issue in catalog.load(some).items():
                before = catalog.state_of(issue)
                if before.since == since[issue_id]:
                    catalog.put_state(issue, transition(issue_id, before))
                    changed.append((issue, before))
            catalog.save([issue for issue, _ in changed])
            if note is not None:
                _write(changed, note, now)


def _write(changed: Iterable[tuple[Issue, IssueState]], note: Note, now: float) -> None:
    for issue, before in changed:
        kind, sentence = note(issue.pk, before)
        catalog.add_note(issue, kind, now, ChangeDetail(sentence=sentence))
