"""The tables of the event store as DuckDB's statements, made from the structs of their rows."""

import types
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from seismo.model import telemetry
from seismo.model.telemetry import Row

_TYPES: dict[Any, str] = {
    bool: "BOOLEAN",
    int: "BIGINT",
    float: "DOUBLE",
    str: "VARCHAR",
    list[str]: "VARCHAR[]",
    list[int]: "UINTEGER[]",
    dict[str, str]: "MAP(VARCHAR, VARCHAR)",
    dict[str, float]: "MAP(VARCHAR, DOUBLE)",
}


@dataclass(frozen=True)
class Table:
    """One table and the statements that it takes. Every text in them is a constant of the source."""

    name: str
    columns: dict[str, str]
    """DuckDB's type by the name of the column."""

    @cached_property
    def create(self) -> str:
        columns = ", ".join(f'"{name}" {type_}' for name, type_ in self.columns.items())
        return f"CREATE TABLE IF NOT EXISTS {self.name} ({columns})"

    def additions(self, known: Collection[str]) -> list[str]:
        """What adds the columns that are not known yet."""
        return [
            f'ALTER TABLE {self.name} ADD COLUMN "{name}" {type_}'
            for name, type_ in self.columns.items()
            if name not in known
        ]

    @cached_property
    def insert(self) -> str:
        """Takes a list of JSON texts, one for each row."""
        on_the_way = {
            name: "DOUBLE" if type_ == "TIMESTAMP" else type_
            for name, type_ in self.columns.items()
        }
        moments = ", ".join(
            f'make_timestamp(("{name}" * 1000000)::BIGINT) AS "{name}"'
            for name, type_ in self.columns.items()
            if type_ == "TIMESTAMP"
        )
        schema = msgspec.json.encode(on_the_way).decode()
        return (
            f"INSERT INTO {self.name} BY NAME SELECT * REPLACE ({moments}) FROM"  # noqa: S608
            f" (SELECT unnest(from_json(line, '{schema}')) FROM"
            " (SELECT unnest($1::VARCHAR[]) AS line))"
        )

    @cached_property
    def largest_offsets(self) -> str:
        return f'SELECT "partition", max("offset") FROM {self.name} GROUP BY ALL'  # noqa: S608

    @cached_property
    def delete_offsets(self) -> str:
        """Takes `partition` and `offsets`."""
        return (
            f'DELETE FROM {self.name} WHERE "partition" = $partition'  # noqa: S608
            ' AND "offset" IN (SELECT unnest($offsets::BIGINT[]))'
        )

    @cached_property
    def delete_day(self) -> str:
        """Takes `project`, `begin` and `end`."""
        return (
            f"DELETE FROM {self.name} WHERE project_id = $project"  # noqa: S608
            " AND received >= $begin AND received < $end"
        )

    @cached_property
    def delete_items(self) -> str:
        """Takes `partitions`, `offsets` and `rows`, lists of the same length."""
        return (
            f'DELETE FROM {self.name} WHERE ("partition", "offset", "row") IN'  # noqa: S608
            " (SELECT unnest($partitions::INTEGER[]), unnest($offsets::BIGINT[]),"
            " unnest($rows::INTEGER[]))"
        )

    @cached_property
    def delete_parts(self) -> str:
        """As `delete_items`, and takes `parts`."""
        return (
            f'DELETE FROM {self.name} WHERE ("partition", "offset", "row", "part") IN'  # noqa: S608
            " (SELECT unnest($partitions::INTEGER[]), unnest($offsets::BIGINT[]),"
            " unnest($rows::INTEGER[]), unnest($parts::INTEGER[]))"
        )


def _column_type(hint: Any) -> str:
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(part for part in get_args(hint) if part is not types.NoneType)
    if get_origin(hint) is Annotated:
        return "TIMESTAMP"
    return _TYPES[hint]


def _table(name: str, struct: type[Row]) -> Table:
    hints = get_type_hints(struct, include_extras=True)
    return Table(name, {field: _column_type(hints[field]) for field in struct.__struct_fields__})


TABLES: dict[str, Table] = {name: _table(name, struct) for name, struct in telemetry.TABLES.items()}
