"""Forgetting: what was kept for its days, what the disk has no room for, and what nothing refers to any more.

Each step can be repeated, and the counters go last: what dies half way is done again by the next run.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta

import structlog
from sqlglot import exp, select

from seismo.catalog import forgetting, stored
from seismo.catalog.projects import retentions
from seismo.model.audit import AUDIT_DAYS
from seismo.model.clock import from_unix
from seismo.model.ids import ProjectId
from seismo.model.retention import OUTCOME_DAYS, Kind, Retention, Share, expired, first_kept, oldest
from seismo.model.telemetry import BLOB_TABLES, TABLES
from seismo.ports.stores import Stores
from seismo.ports.upkeep import Upkeep

logger = structlog.get_logger("seismo.upkeep")

BLOB_GRACE = timedelta(days=1)
"""A blob is put before the rows that refer to it: one that is younger may be about to be used."""
_BLOBS = exp.union(
    *(
        select("blob").from_(table).where(exp.column("blob").like(exp.Placeholder(this="shard")))
        for table in BLOB_TABLES
    ),
    distinct=True,
)


def forget_expired(stores: Stores, upkeep: Upkeep) -> None:
    """Everything that was kept long enough, in all stores."""
    now = from_unix(stores.clock.now())
    kept_for = retentions()
    everything = stored.everything()
    gone = expired(everything, kept_for, now.date())
    forget(gone, everything, stores, upkeep)
    for project_id, retention in kept_for.items():
        _forget_names(project_id, retention, now.date(), stores)
    forgetting.delete_outcomes(now - timedelta(days=OUTCOME_DAYS))
    forgetting.delete_audit_entries(now - timedelta(days=AUDIT_DAYS))
    forgetting.delete_ended_logins(now)
    sweep_blobs(stores, upkeep)
    forgetting.give_back()
    if gone:
        logger.info("upkeep.forgot", shares=len(gone), oldest=str(min(gone).day))


def evict(stores: Stores, upkeep: Upkeep) -> None:
    """The oldest days, as many as it takes to come back below the disk budget."""
    facts = stores.disk.measure()
    if not facts.excess:
        return
    everything = stored.everything()
    sizes = {share: amount.size for share, amount in everything.items()}
    gone = oldest(sizes, facts.excess, from_unix(stores.clock.now()).date())
    if gone:
        logger.warning("upkeep.evicted", days=len({share.day for share in gone}), used=facts.used)
        forget(gone, everything, stores, upkeep)
        sweep_blobs(stores, upkeep)


def forget(
    gone: Collection[Share], everything: Collection[Share], stores: Stores, upkeep: Upkeep
) -> None:
    """These shares of all that is stored; the file of a day goes as a whole where nothing else is in it."""
    if not gone:
        return
    for day, of_day in _by_day(gone).items():
        if of_day >= _by_day(everything)[day]:
            upkeep.payloads.forget_day(day)
            continue
        for share in of_day:
            upkeep.payloads.forget(share)
        upkeep.payloads.give_back(day)
    kept = set(everything) - set(gone)
    searchable = {share.day for share in kept if share.kind is Kind.ERRORS}
    stores.texts.keep_only({*searchable, from_unix(stores.clock.now()).date()})
    upkeep.eventstore.forget(gone)
    upkeep.eventstore.give_back()
    stored.forget(gone)


def sweep_blobs(stores: Stores, upkeep: Upkeep) -> None:
    """Blobs that no row refers to."""
    before = stores.clock.now() - BLOB_GRACE.total_seconds()
    for digests in upkeep.blobs.shards(before):
        if not digests:
            continue
        rows = stores.eventstore.select(_BLOBS, {"shard": f"{digests[0][:2]}%"})
        used = {blob for (blob,) in rows}
        for digest in digests:
            if digest not in used:
                upkeep.blobs.delete_old(digest, before)


def _by_day(shares: Collection[Share]) -> Mapping[date, set[Share]]:
    days: dict[date, set[Share]] = defaultdict(set)
    for share in shares:
        days[share.day].add(share)
    return days


def _forget_names(project_id: ProjectId, retention: Retention, today: date, stores: Stores) -> None:
    """Issues of which no event is left, and releases and environments that nothing comes from any more."""
    before = _begin(first_kept(retention.days(Kind.ERRORS), today))
    quiet = forgetting.quiet_issues(project_id, before)
    alive = _values(project_id, "hash", ["events"], stores) if quiet else set()
    empty = [issue_id for issue_id, hashes in quiet.items() if not alive.intersection(hashes)]
    forgetting.delete_issues(empty, before)
    before = _begin(first_kept(max(retention.days(kind) for kind in Kind), today))
    releases = forgetting.old_releases(project_id, before)
    if releases:
        used = _values(project_id, "release", _tables_with("release"), stores)
        forgetting.delete_releases(project_id, releases - used)
    environments = forgetting.old_environments(project_id, before)
    if environments:
        used = _values(project_id, "environment", _tables_with("environment"), stores)
        forgetting.delete_environments(project_id, environments - used)


def _values(
    project_id: ProjectId, column: str, tables: Collection[str], stores: Stores
) -> set[str]:
    """Every value of a column among the rows of a project."""
    found: set[str] = set()
    for table in tables:
        query = (
            select(exp.column(column, quoted=True))
            .distinct()
            .from_(table)
            .where(exp.column("project_id").eq(exp.Placeholder(this="project")))
        )
        found |= {value for (value,) in stores.eventstore.select(query, {"project": project_id})}
    return found


def _tables_with(column: str) -> list[str]:
    return [name for name, struct in TABLES.items() if column in struct.__struct_fields__]


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
