"""Removing the events of deleted issues from every store."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlglot
import structlog
from sqlglot import exp

from seismo.catalog import stored
from seismo.catalog.models import Removal
from seismo.model.ids import ProjectId, hash_key
from seismo.model.telemetry import Position
from seismo.ports.stores import Stores
from seismo.ports.upkeep import Upkeep

logger = structlog.get_logger("seismo.upkeep")

_EVENTS = sqlglot.parse_one(
    """
    SELECT CAST(received AS DATE) AS day, "partition", "offset", "row", event_id
    FROM events
    WHERE project_id = :project_id
        AND list_contains(:hash_keys, hash_key) AND list_contains(:hashes, hash)
    ORDER BY day
    """,
    dialect="duckdb",
)
_ATTACHMENTS = sqlglot.parse_one(
    """
    SELECT CAST(received AS DATE) AS day, "partition", "offset", "row"
    FROM attachments
    WHERE project_id = :project_id AND list_contains(:event_ids, event_id)
    """,
    dialect="duckdb",
)
AT_ONCE = 5_000
"""Events whose rows and payloads go together: commits wait for that."""


def remove_deleted_issues(stores: Stores, upkeep: Upkeep) -> int:
    """All events of issues that people deleted, with their attachments, and the words that they said.

    Payloads go before rows: what dies half way is found by its rows and done again. Returns how many issues
    it were.
    """
    removals = list(Removal.objects.order_by("pk"))
    for removal in removals:
        through = {int(partition): offset for partition, offset in removal.through.items()}
        removed = _remove(removal, through, stores, upkeep)
        stores.texts.forget(ProjectId(removal.project_id), removal.hashes)
        removal.delete()
        logger.info("upkeep.issue_removed", project=removal.project_id, events=removed)
    return len(removals)


def _remove(removal: Removal, through: Mapping[int, int], stores: Stores, upkeep: Upkeep) -> int:
    values = {
        "project_id": removal.project_id,
        "hashes": removal.hashes,
        "hash_keys": [hash_key(hash_) for hash_ in removal.hashes],
    }
    rows = _selected(stores, _EVENTS, values)
    found = [row for row in rows if row[2] <= through.get(row[1], 0)]
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        ids = {"project_id": removal.project_id, "event_ids": [row[4] for row in some]}
        by_day: dict[date, list[Position]] = {}
        for day, partition, offset, row, *_ in (*some, *_selected(stores, _ATTACHMENTS, ids)):
            by_day.setdefault(day, []).append((partition, offset, row))
        _remove_positions(by_day, upkeep)
    return len(found)


def _selected(stores: Stores, query: exp.Expr, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    assert isinstance(query, exp.Query)
    return stores.eventstore.select(query, values)


def _remove_positions(by_day: Mapping[date, Sequence[Position]], upkeep: Upkeep) -> None:
    for day, positions in by_day.items():
        upkeep.payloads.remove(day, positions)
        upkeep.eventstore.remove(positions)
        stored.recount(day, upkeep.history.count)
        upkeep.payloads.give_back(day)
