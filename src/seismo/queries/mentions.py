"""Where an id is found that is no event's: a trace, a replay, a check-in, a profile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlglot import exp

from seismo.catalog.models import Project
from seismo.model.clock import from_unix
from seismo.ports.eventstore import EventStore

PLACES: dict[tuple[str, str], str] = {
    ("events", "trace_id"): "events of a trace with this id",
    ("transactions", "trace_id"): "transactions of a trace with this id",
    ("spans", "trace_id"): "spans of a trace with this id",
    ("logs", "trace_id"): "log lines of a trace with this id",
    ("metrics", "trace_id"): "metrics of a trace with this id",
    ("attachments", "event_id"): "attachments of an event with this id, which did not come",
    ("feedback", "associated_event_id"): "feedback about an event with this id",
    ("check_ins", "check_in_id"): "check-ins with this id",
    ("profiles", "profile_id"): "profiles with this id",
    ("profiles", "profiler_id"): "pieces of a profile with this id",
    ("replays", "replay_id"): "segments of a replay with this id",
    ("replay_recordings", "replay_id"): "recordings of a replay with this id",
}
"""Table and column of the event store -> what a row there is."""


@dataclass(frozen=True, slots=True)
class Mention:
    what: str
    quantity: int
    project: str
    """The project's slug."""
    last: datetime


def mentions(store: EventStore, wanted: str, project_ids: Collection[int]) -> list[Mention]:
    """Rows that carry the id, in these projects. Looks through whole tables: for single questions."""
    slugs = dict(Project.objects.filter(pk__in=project_ids).values_list("id", "slug"))
    rows = store.select(exp.union(*map(_counted, PLACES), distinct=False), {"wanted": wanted})
    return [
        Mention(what, quantity, slugs[project_id], from_unix(last))
        for what, project_id, quantity, last in sorted(rows)
        if project_id in slugs
    ]


def _counted(place: tuple[str, str]) -> exp.Select:
    table, column = place
    return (
        exp.select(
            exp.Literal.string(PLACES[place]).as_("what"),
            exp.column("project_id"),
            exp.func("count", exp.Star()).as_("quantity"),
            exp.func("epoch", exp.func("max", exp.column("received"))).as_("last"),
        )
        .from_(table)
        .where(exp.column(column).eq(exp.Placeholder(this="wanted")))
        .group_by("project_id")
    )
