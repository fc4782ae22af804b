"""What the ORM lacks: a long list of values as one parameter, and as one answer."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, CharField, Expression, Lookup, QuerySet
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:  # it takes no parameter when it runs
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


MANY = 1_000
"""Values from which on they are worth more than a list."""
THINNEST = 16
"""Numbers for each value that may be passed over."""


@dataclass(frozen=True, slots=True)
class Values:
    """Many values. A plain list would be looked through for expressions, value by value."""

    values: Sequence[int | str]


class Given(Expression):
    """A value that a prepared query is given when it is asked; stands where a query has a value."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, *_: Any, **__: Any) -> Any:
        return "%s", [self]

    def bound(self, value: object, connection: BaseDatabaseWrapper) -> object:
        """The value as the database takes it."""
        if not isinstance(value, Values):
            return connection.ops.adapt_unknown_value(value)
        return json.dumps(value.values) if connection.vendor == "sqlite" else list(value.values)


class Among(_Lookup):
    """`field__among=Values([...])`: as `field__in`, for any number of values."""

    rhs: Values | Given
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        left, parameters = self.process_lhs(compiler, connection)
        values = self.rhs if isinstance(self.rhs, Given) else list(self.rhs.values)
        return f"{left} = ANY(%s)", [*parameters, values]

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        left, parameters = self.process_lhs(compiler, connection)
        if self.lhs.target.primary_key and (marked := _marked(self.rhs)):
            return f"substr(%s, {left}, 1) = x'01'", [marked, *parameters]
        values = self.rhs if isinstance(self.rhs, Given) else json.dumps(self.rhs.values)
        among = f"{left} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - a column's name
        return among, [*parameters, values]


def _marked(given: Values | Given) -> bytes:
    """Many primary keys, which are most of those up to the largest, as a byte for each number from 1 on.

    It is looked at in place, for each row, where a list would become a table of its own for each query.
    Empty for other values.
    """
    keys: Any = () if isinstance(given, Given) else given.values
    if len(keys) < MANY or min(keys) <= 0 or (size := max(keys)) > THINNEST * len(keys):
        return b""
    marked = bytearray(size)
    for key in keys:
        marked[key - 1] = 1
    return bytes(marked)


class _Joined(Aggregate):
    """The texts of all rows as one text, with commas between them."""

    output_field = CharField()
    template = "string_agg(%(expressions)s, ',')"

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="group_concat(%(expressions)s)")


def numbers(rows: QuerySet[Any], field: str) -> list[int]:
    """What each row has in an integer field, in no order."""
    return columns(rows, field)[0]


def columns(rows: QuerySet[Any], *fields: str) -> list[list[int]]:
    """What all rows have in each of these integer fields: the same order in each, but none to rely on.

    One long text is fetched in a fraction of the time of many short rows.
    """
    wanted = {f"all_{field}": _Joined(Cast(field, CharField())) for field in fields}
    joined = rows.order_by().aggregate(**wanted)
    return [[*map(int, text.split(","))] if (text := joined[name]) else [] for name in wanted]
