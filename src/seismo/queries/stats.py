"""What became of everything, over time: the ledger as the Stats page shows it."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import CharField, QuerySet, Sum
from django.db.models.functions import Cast, Substr

from seismo.catalog.models import OutcomeCount, Project, ProjectKey
from seismo.model.clock import from_unix
from seismo.model.outcome import (
    EXPLANATIONS,
    IN_BYTES,
    DataCategory,
    Outcome,
    Reason,
    outcome_of,
)
from seismo.model.project import LIMITED_TOGETHER
from seismo.queries.projects import hours_back

OTHERS = tuple(
    category
    for category in DataCategory
    if category not in IN_BYTES
    and not any(category in together for together in LIMITED_TOGETHER.values())
)
"""Categories that have no limits; the ledger shows them as one."""
GROUPS: dict[DataCategory, tuple[DataCategory, ...]] = {
    **LIMITED_TOGETHER,
    **{category: (category,) for category in IN_BYTES},
    DataCategory.OTHER: OTHERS,
}
"""What is counted together, by its first; bytes are measured beside the number of items."""
_GROUP_OF = {category: name for name, together in GROUPS.items() for category in together}


@dataclass(frozen=True, slots=True)
class Period:
    """The last hours, the current one included, in equal steps."""

    hours: int
    step: int
    """Hours of one bar."""

    def slot(self) -> Substr:
        """The day or hour of a row as text, which databases sum by much faster than by a time."""
        return Substr(Cast("hour", CharField()), 1, 10 if self.step % 24 == 0 else 13)


PERIODS: dict[str, Period] = {
    "24h": Period(24, 1),
    "7d": Period(7 * 24, 6),
    "30d": Period(30 * 24, 24),
    "90d": Period(90 * 24, 24),
}


DAY = 24
"""Hours."""
LONGEST = 400 * DAY
"""Hours that are asked for at once."""


def period_of(seconds: float) -> Period:
    """One of so many seconds, in steps that make a readable number of bars."""
    hours = min(max(1, math.ceil(seconds / 3600)), LONGEST)
    return Period(hours, 1 if hours <= 2 * DAY else 6 if hours <= 14 * DAY else DAY)


@dataclass(frozen=True, slots=True)
class Bar:
    start: datetime
    end: datetime
    quantities: Mapping[Outcome, int]


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why items were dropped, and how many."""

    reason: Reason
    quantity: int
    share: float
    """Of all that was dropped, between 0 and 1."""

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.reason)

    @property
    def explanation(self) -> str:
        return EXPLANATIONS[self.reason]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """What came in for one project, or with one key."""

    id: int
    """0 for what named no key of the project."""
    name: str
    quantities: Mapping[Outcome, int]

    @property
    def total(self) -> int:
        return sum(self.quantities.values())


@dataclass(frozen=True, slots=True)
class Stats:
    bars: list[Bar]
    totals: Mapping[Outcome, int]
    reasons: list[ReasonLine]
    """The most frequent first."""
    sources: list[SourceLine]
    """The busiest first."""
    by_key: bool
    """Whether the sources are client keys, because one project was asked for; else they are projects."""
    groups: Mapping[DataCategory, int]
    """How many items of every kind there were, whatever kind was asked for."""

    @property
    def total(self) -> int:
        return sum(self.totals.values())

    @property
    def dropped(self) -> int:
        return self.total - self.totals.get(Outcome.ACCEPTED, 0)


@dataclass(frozen=True, slots=True)
class Question:
    """What the page is asked."""

    projects: Sequence[Project]
    period: Period
    now: float
    """Unix seconds; what came later is left out."""
    group: DataCategory = DataCategory.ERROR
    key_id: int | None = None
    """Only what came with this key; 0 for what named none."""

    @property
    def since(self) -> datetime:
        """A full hour; with steps of days, the beginning of a day (UTC)."""
        start = hours_back(self.now, self.period.hours)
        late = start.hour % self.period.step
        return start - timedelta(hours=late)

    @property
    def by_key(self) -> bool:
        """Whether sources are told apart by client key: between one project and itself is nothing."""
        return len(self.projects) == 1

    def counts(self) -> QuerySet[OutcomeCount]:
        """Of every kind."""
        ids = [project.pk for project in self.projects]
        until = from_unix(self.now)
        counts = OutcomeCount.objects.filter(project__in=ids, hour__gte=self.since, hour__lte=until)
        return counts if self.key_id is None else counts.filter(project_key_id=self.key_id)


@dataclass(slots=True)
class _Sums:
    bars: defaultdict[int, Counter[Outcome]] = field(default_factory=lambda: defaultdict(Counter))
    totals: Counter[Outcome] = field(default_factory=Counter)
    reasons: Counter[Reason] = field(default_factory=Counter)


def stats(question: Question) -> Stats:
    """Every sum is taken from the same rows, so they agree: accepted and dropped are all there was."""
    wanted = question.counts().filter(category__in=GROUPS[question.group])
    sums = _Sums()
    step = timedelta(hours=question.period.step)
    rows = wanted.annotate(slot=question.period.slot()).values_list("slot", "reason")
    for slot, name, quantity in rows.annotate(total=Sum("quantity")).order_by():
        hour = datetime.fromisoformat(slot).replace(tzinfo=UTC)
        reason = Reason(name) if name else None
        outcome = outcome_of(reason)
        sums.bars[(hour - question.since) // step][outcome] += quantity
        sums.totals[outcome] += quantity
        if reason is not None:
            sums.reasons[reason] += quantity
    return Stats(
        bars=list(_bars(question, sums)),
        totals=sums.totals,
        reasons=_reason_lines(sums.reasons),
        sources=_sources(question, wanted),
        by_key=question.by_key,
        groups=_groups(question),
    )


def _bars(question: Question, sums: _Sums) -> Iterator[Bar]:
    step = timedelta(hours=question.period.step)
    start = question.since
    index = 0
    while start.timestamp() <= question.now:
        yield Bar(start, start + step, sums.bars[index])
        start += step
        index += 1


def _reason_lines(reasons: Counter[Reason]) -> list[ReasonLine]:
    dropped = reasons.total()
    return [
        ReasonLine(reason, quantity, quantity / dropped)
        for reason, quantity in reasons.most_common()
    ]


def _groups(question: Question) -> dict[DataCategory, int]:
    sums: Counter[DataCategory] = Counter()
    rows = question.counts().values_list("category").annotate(total=Sum("quantity")).order_by()
    for category, quantity in rows:
        sums[_GROUP_OF[DataCategory(category)]] += quantity
    return {group: sums[group] for group in GROUPS}


def _sources(question: Question, wanted: QuerySet[OutcomeCount]) -> list[SourceLine]:
    column = "project_key_id" if question.by_key else "project_id"
    names = (
        _key_names(question.projects[0]) if question.by_key else _project_names(question.projects)
    )
    sums: defaultdict[int, Counter[Outcome]] = defaultdict(Counter)
    rows = wanted.values_list(column, "reason").annotate(total=Sum("quantity")).order_by()
    for source, reason, quantity in rows:
        sums[source][outcome_of(Reason(reason) if reason else None)] += quantity
    lines = [
        SourceLine(source, names.get(source, "a key that is gone"), quantities)
        for source, quantities in sums.items()
    ]
    return sorted(lines, key=lambda line: (-line.total, line.name))


def _project_names(projects: Iterable[Project]) -> dict[int, str]:
    return {project.pk: project.name for project in projects}


def _key_names(project: Project) -> dict[int, str]:
    rows = ProjectKey.objects.filter(project=project).values_list("id", "label")
    return {0: "No valid key", **dict(rows)}


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of the ledger, for a spreadsheet."""

    hour: datetime
    project: str
    key: str
    category: str
    outcome: Outcome
    reason: str
    quantity: int


def lines(question: Question) -> Iterator[Line]:
    """Everything of the period, of every kind, in order."""
    keys = dict(ProjectKey.objects.filter(project__in=question.projects).values_list("id", "label"))
    rows = (
        question.counts()
        .order_by("hour", "project__slug", "project_key_id", "category", "reason")
        .values_list("hour", "project__slug", "project_key_id", "category", "reason", "quantity")
    )
    for hour, slug, key_id, category, reason, quantity in rows.iterator():
        outcome = outcome_of(Reason(reason) if reason else None)
        yield Line(hour, slug, keys.get(key_id, ""), category, outcome, reason, quantity)
