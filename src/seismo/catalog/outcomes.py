"""How many items ended how."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from seismo.catalog.models import OutcomeCount
from seismo.catalog.upsert import Upsert
from seismo.model.ids import ProjectId

_LEDGER = Upsert(
    OutcomeCount, ("project", "project_key_id", "hour", "category", "reason"), ("quantity",)
)


class Cell(NamedTuple):
    """One cell of the ledger. `reason` is empty for accepted items, `project_key_id` 0 for none."""

    project_id: ProjectId
    project_key_id: int
    hour: int
    """Unix seconds of the full hour."""
    category: str
    reason: str


def hour_of(seconds: float) -> int:
    return int(seconds // 3600) * 3600


def add(counts: Mapping[Cell, int]) -> None:
    """Add to the ledger. Call inside the transaction that makes the outcomes true."""
    if not counts:
        return
    known = _known(counts)
    _LEDGER.write(
        (
            cell.project_id,
            cell.project_key_id,
            datetime.fromtimestamp(cell.hour, UTC),
            cell.category,
            cell.reason,
            known.get(cell, 0) + quantity,
        )
        for cell, quantity in counts.items()
    )


def _known(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    rows = OutcomeCount.objects.select_for_update().filter(
        project_id__in={cell.project_id for cell in counts},
        hour__in={datetime.fromtimestamp(cell.hour, UTC) for cell in counts},
    )
    return {
        Cell(
            ProjectId(row.project_id),
            row.project_key_id,
            int(row.hour.timestamp()),
            row.category,
            row.reason,
        ): row.quantity
        for row in rows
    }
