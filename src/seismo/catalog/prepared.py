"""Queries whose SQL is made once.

To build a query and to write it out takes the ORM ten times as long as the database takes to answer it. What
every page asks is therefore prepared: each thread keeps the SQL and what turns rows into objects, and fills
in the values.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from seismo.catalog.lookups import Given

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _Written:
    """A query as one thread keeps it."""

    query: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    connection: BaseDatabaseWrapper

    def filled(self, given: dict[str, object]) -> list[Any]:
        return [
            each.bound(given[each.name], self.connection) if isinstance(each, Given) else each
            for each in self.parameters
        ]


class Prepared(Generic[Row]):
    """`Prepared(lambda: Team.objects.filter(organization=Given("organization")))`.

    The query is made when it is first asked. It must not prefetch, for that is more queries, and not name
    what changes from call to call but by `Given`.
    """

    def __init__(self, query: Callable[[], QuerySet[Any, Row]]) -> None:
        self._query = query
        self._local = threading.local()

    def rows(self, **given: object) -> list[Row]:
        written = self._written()
        answer = written.sql, tuple(written.filled(given))
        written.compiler.as_sql = lambda *_, **__: answer  # type: ignore[method-assign]
        rows: Iterable[Row] = written.query._iterable_class(written.query)  # type: ignore[assignment]
        return list(rows)

    def first(self, **given: object) -> Row | None:
        """The first of the rows; the query itself says that there is no need for more."""
        rows = self.rows(**given)
        return rows[0] if rows else None

    def count(self, **given: object) -> int:
        """How many rows there are, no further than the query's own limit."""
        written = self._written()
        counting = f"SELECT COUNT(*) FROM ({written.sql}) AS found"  # noqa: S608 - the ORM's own
        with written.connection.cursor() as cursor:
            cursor.execute(counting, written.filled(given))
            return int(cursor.fetchone()[0])

    def _written(self) -> _Written:
        known: _Written | None = getattr(self._local, "written", None)
        query = known.query if known else self._query()
        connection = connections[query.db]
        if known is None or known.connection is not connection:
            known = self._local.written = _write(self._query(), connection)
        return known


def _write(query: QuerySet[Any, Any], connection: BaseDatabaseWrapper) -> _Written:
    compiler = query.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    fields = [selected for selected, *_ in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(fields)
    compiler.get_converters = lambda _: converters
    query.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
    return _Written(query, compiler, sql, tuple(parameters), connection)
