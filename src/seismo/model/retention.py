"""How long what is stored stays, and what has to go. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

import msgspec

from seismo.model.ids import ProjectId

DAYS = 90
"""How long everything is kept unless a project says otherwise."""
MOST_DAYS = 3650
OUTCOME_DAYS = 396
"""Counts of outcomes take little and show the year before: 13 months."""


class Kind(StrEnum):
    """What is kept, as people set its days and see its bytes. The values are stored: never change one."""

    ERRORS = "errors"
    PERFORMANCE = "performance"
    LOGS = "logs"
    METRICS = "metrics"
    SESSIONS = "sessions"
    CHECK_INS = "check_ins"
    FEEDBACK = "feedback"
    ATTACHMENTS = "attachments"
    PROFILES = "profiles"
    REPLAYS = "replays"
    DROPS = "drops"


TABLES_OF_KIND: dict[Kind, tuple[str, ...]] = {
    Kind.ERRORS: ("events",),
    Kind.PERFORMANCE: ("transactions", "spans"),
    Kind.LOGS: ("logs",),
    Kind.METRICS: ("metrics",),
    Kind.SESSIONS: ("sessions",),
    Kind.CHECK_INS: ("check_ins",),
    Kind.FEEDBACK: ("feedback",),
    Kind.ATTACHMENTS: ("attachments",),
    Kind.PROFILES: ("profiles",),
    Kind.REPLAYS: ("replays", "replay_recordings"),
    Kind.DROPS: (),
}
"""The tables of `model.telemetry.TABLES` that hold the rows of a kind."""
KIND_OF_TABLE = {table: kind for kind, tables in TABLES_OF_KIND.items() for table in tables}
KIND_OF_PAYLOAD = {
    "event": Kind.ERRORS,
    "transaction": Kind.PERFORMANCE,
    "feedback": Kind.FEEDBACK,
}


class Retention(msgspec.Struct, frozen=True):
    """For how many days a project keeps each kind."""

    errors: int = DAYS
    performance: int = DAYS
    logs: int = DAYS
    metrics: int = DAYS
    sessions: int = DAYS
    check_ins: int = DAYS
    feedback: int = DAYS
    attachments: int = DAYS
    profiles: int = DAYS
    replays: int = DAYS
    drops: int = DAYS

    def days(self, kind: Kind) -> int:
        found: int = getattr(self, kind.value)
        return found


class Share(NamedTuple):
    """What one project stored of one kind on one UTC day of receipt: what is forgotten together."""

    day: date
    project_id: ProjectId
    kind: Kind


def first_kept(days: int, today: date) -> date:
    """The oldest day that is kept; the day that is going on comes on top of the number."""
    return today - timedelta(days=days)


def expired(
    shares: Iterable[Share], retentions: Mapping[ProjectId, Retention], today: date
) -> list[Share]:
    """What has been kept long enough, and all that belongs to a project that is no more."""
    return [
        share
        for share in shares
        if share.project_id not in retentions
        or share.day < first_kept(retentions[share.project_id].days(share.kind), today)
    ]


def oldest(sizes: Mapping[Share, int], excess: int, today: date) -> list[Share]:
    """The oldest days that together free `excess` bytes, all projects and kinds of a day at once.

    Never of today: what comes in now would push out what came a minute ago.
    """
    chosen: list[Share] = []
    freed = 0
    for day in sorted({share.day for share in sizes if share.day < today}):
        if freed >= excess:
            break
        of_day = sorted(share for share in sizes if share.day == day)
        chosen += of_day
        freed += sum(sizes[share] for share in of_day)
    return chosen
