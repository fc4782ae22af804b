"""How a tag is found in the rows of events."""

from pathlib import Path

import duckdb
import pytest
from sqlglot import exp
from support.rows import event_row

from seismo.backends.duckdb.eventstore import DuckdbEventStore
from seismo.model.words import mark, sieves_of
from seismo.queries.search.events import EventConditions
from seismo.queries.search.parse import parse
from seismo.queries.search.scope import Scope

PAID, FREE = [mark("plan", "paid")], [mark("plan", "free")]


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    path = tmp_path / "events.duckdb"
    with duckdb.connect(str(path)) as old:
        old.execute('CREATE TABLE events ("offset" BIGINT, marks UINTEGER[])')
        old.execute("INSERT INTO events VALUES (1, $1), (2, $2)", [PAID, FREE])
    return path


def offsets(store: DuckdbEventStore, text: str) -> list[int]:
    expression = parse(text)
    assert expression is not None
    conditions = EventConditions(Scope([], now=0.0))
    query = exp.select('"offset"').from_("events").where(conditions.of(expression))
    return sorted(offset for (offset,) in store.select(query, conditions.values))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("plan:paid", [1, 3]), ("!plan:paid", [2, 4]), ("plan:[paid, free]", [1, 2, 3, 4])],
    ids=str,
)
def test_a_tag_is_found_in_rows_with_and_without_a_sieve(
    old_file: Path, text: str, expected: list[int]
) -> None:
    store = DuckdbEventStore(old_file)
    for offset, marks in ((3, PAID), (4, FREE)):
        even, odd = sieves_of(marks)
        store.insert([event_row(offset, marks=marks, sieve_even=even, sieve_odd=odd)])
    found = offsets(store, text)
    store.close()

    assert found == expected
