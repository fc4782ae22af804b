"""Many rows written at once, each new or in the place of the one that has its key."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Field, Model


class Upsert:
    """For what every commit writes: `bulk_create` makes an object of each row, and the SQL anew."""

    def __init__(self, model: type[Model], key: Sequence[str], values: Sequence[str]) -> None:
        """The fields of a unique constraint, and all others that have no default in the database."""
        self._model = model
        self._key = key
        self._values = values

    @cached_property
    def _fields(self) -> "list[Field[Any, Any]]":
        known = {field.name: field for field in self._model._meta.concrete_fields}
        return [known[name] for name in (*self._key, *self._values)]

    @cached_property
    def _sql(self) -> str:
        quoted = connection.ops.quote_name
        columns = [quoted(field.column) for field in self._fields]
        kept = columns[len(self._key) :]
        return (
            f"INSERT INTO {quoted(self._model._meta.db_table)} ({', '.join(columns)})"  # noqa: S608
            f" VALUES ({', '.join(['%s'] * len(columns))})"
            f" ON CONFLICT ({', '.join(columns[: len(self._key)])}) DO UPDATE SET"
            f" {', '.join(f'{column} = excluded.{column}' for column in kept)}"
        )

    def write(self, rows: Iterable[Sequence[object]]) -> None:
        """Each row has the values of the key and then the others."""
        prepared = [
            [
                field.get_db_prep_save(value, connection)
                for field, value in zip(self._fields, row, strict=True)
            ]
            for row in rows
        ]
        with connection.cursor() as cursor:
            cursor.executemany(self._sql, prepared)
