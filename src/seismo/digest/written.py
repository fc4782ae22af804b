"""Rows as the bytes in which they are kept."""

from collections.abc import Sequence

import msgspec
import zstandard

from seismo.model.telemetry import Row, WrittenRows, table_of

_encoder = msgspec.json.Encoder()
_compressor = zstandard.ZstdCompressor(level=1)


def written(rows: Sequence[Row]) -> tuple[WrittenRows, ...]:
    """The rows of one item, table by table."""
    by_table: dict[str, list[Row]] = {}
    for row in rows:
        by_table.setdefault(table_of(row), []).append(row)
    return tuple(_packed(table, of_table) for table, of_table in by_table.items())


def _packed(table: str, rows: Sequence[Row]) -> WrittenRows:
    first = rows[0]
    return WrittenRows(
        table=table,
        partition=first.partition,
        offset=first.offset,
        row=first.row,
        project_id=first.project_id,
        received=first.received,
        count=len(rows),
        packed=_compressor.compress(_encoder.encode_lines(rows)),
    )
