"""All tables of a DuckDB file as one Parquet file each, and back.

Tables are taken as they are found, so a new kind of row needs nothing here.
"""

from contextlib import ExitStack
from pathlib import Path

import duckdb

from seismo.backends.duckdb.file import DuckdbFile
from seismo.ports.eventstore import Unavailable


class DuckdbSnapshot:
    """What a database holds at the moment this is made. See `seismo.ports.snapshot.Snapshot`."""

    def __init__(self, file: DuckdbFile) -> None:
        self._stack = ExitStack()
        self._cursor = self._stack.enter_context(file.private_cursor())
        self._cursor.begin()
        self._tables = tables(self._cursor)  # the first statement fixes the moment

    def write(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for table in self._tables:
            target = str(folder / f"{table}.parquet").replace("'", "''")
            self._cursor.execute(
                f"COPY (SELECT * FROM \"{table}\") TO '{target}'"  # noqa: S608 - names of our own
                " (FORMAT parquet, COMPRESSION zstd)"
            )

    def close(self) -> None:
        self._stack.close()


def load(cursor: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Put the rows of these files in place of what the tables hold.

    Columns that are in one side only are left out, or left empty. Raises Unavailable for a table that this
    version does not know.
    """
    known = set(tables(cursor))
    for file in sorted(folder.glob("*.parquet")):
        if file.stem not in known:
            raise Unavailable(f"rows of the kind {file.stem!r} come from a newer Seismo")
        in_file = _columns(cursor, "SELECT * FROM read_parquet($1)", [str(file)])
        in_table = set(_columns(cursor, f'SELECT * FROM "{file.stem}"', []))  # noqa: S608
        names = ", ".join(f'"{name}"' for name in in_file if name in in_table)
        cursor.execute(f'DELETE FROM "{file.stem}"')  # noqa: S608 - a table of our own
        cursor.execute(
            f'INSERT INTO "{file.stem}" BY NAME SELECT {names} FROM read_parquet($1)',  # noqa: S608
            [str(file)],
        )


def tables(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    rows = cursor.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
        " AND NOT internal ORDER BY table_name"
    )
    return [name for (name,) in rows.fetchall()]


def _columns(cursor: duckdb.DuckDBPyConnection, query: str, values: list[str]) -> list[str]:
    rows = cursor.execute(f"SELECT column_name FROM (DESCRIBE {query})", values).fetchall()  # noqa: S608
    return [name for (name,) in rows]
