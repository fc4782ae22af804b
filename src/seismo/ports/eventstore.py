"""The rows that search and analysis read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from seismo.model.telemetry import Row, WrittenRows
from seismo.ports.journal import Unavailable
from seismo.ports.snapshot import Snapshot

if TYPE_CHECKING:  # commands beside the server name the port and never ask it
    from sqlglot import exp

__all__ = ["EventStore", "Unavailable"]


class EventStore(Protocol):
    """A table for each entry of `model.telemetry.TABLES`, with the columns of its struct.

    A `Moment` is a TIMESTAMP column in UTC, a dict a map, a list a list. Rows are written in batches and
    never changed. A store that was written by an older version gets the columns that are new; older rows
    have NULL there.
    """

    def insert(self, rows: Sequence[Row], written: Sequence[WrittenRows] = ()) -> None:
        """Store the rows, those that are values and those that are JSON already, durably, all or none.

        Idempotent by (partition, offset): storing the rows of a record again changes nothing.
        """
        ...

    def select(self, query: "exp.Query", values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run one query. Values travel as parameters (`exp.Placeholder(this="name")`), never as text.

        Sees every row of every `insert` that returned before the call. Never waits for an insert.
        Safe to call from any thread.
        """
        ...

    def delete_before(self, received: float) -> None:
        """Forget every row of every table received before this time (unix seconds)."""
        ...

    def close(self) -> None: ...


class EventStoreCopies(Protocol):
    """How all of an event store is copied and put back."""

    def snapshot(self) -> Snapshot:
        """Every row of every kind, as of now; written as one file for each kind of row."""
        ...

    def load(self, folder: Path) -> None:
        """Put what a snapshot wrote in place of all that is here. Raises Unavailable when it cannot."""
        ...
