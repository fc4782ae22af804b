"""The rows that search and analysis read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from seismo.model.telemetry import Row, WrittenRows
from seismo.ports.journal import Unavailable

if TYPE_CHECKING:  # commands beside the server name the port and never ask it
    from sqlglot import exp

__all__ = ["EventStore", "EventsOf", "HashKeyOfProject", "Unavailable"]

HashKeyOfProject: TypeAlias = tuple[int, int]
"""A project, and the number of a grouping hash (`model.ids.hash_key`)."""


@dataclass(frozen=True, slots=True)
class EventsOf:
    """The rows of `events` with any of these hashes."""

    hashes: Sequence[HashKeyOfProject]
    since: float
    """Unix seconds: the asker knows that none of the rows is older."""
    events: int
    """About how many rows there are. Decides how they are counted, not what comes out."""


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

    def users(self, groups: Sequence[EventsOf]) -> list[int]:
        """How many different users each group's rows name. Sees what `select` sees, and waits as little."""
        ...

    def close(self) -> None: ...
