"""What every event store promises. Queries are checked against a plain answer over the same rows."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import msgspec
import pytest
from sqlglot import exp, select
from support import rows
from support.rows import NOON

from seismo.backends.duckdb.eventstore import DuckdbEventStore
from seismo.digest.written import written
from seismo.model.clock import from_unix
from seismo.model.telemetry import EventRow, LogRow
from seismo.ports.eventstore import EventStore, Unavailable

FIRST = rows.event_row(
    1,
    received=NOON + 0.25,
    timestamp=NOON - 5.5,
    title='ValueError: it\'s "quoted"',
    error_value="it's",
    url="https://shop.example/pay/",
    http_method="POST",
    trace_id="a" * 32,
    span_id="b" * 16,
    tags={"color": "blue", "odd key": "\u2028 \\ '"},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.duckdb"


@pytest.fixture
def eventstore(path: Path) -> Iterator[EventStore]:
    store = DuckdbEventStore(path)
    yield store
    store.close()


def row(offset: int, **changes: object) -> EventRow:
    return msgspec.structs.replace(FIRST, offset=offset, **changes)


def column(store: EventStore, name: str) -> list[object]:
    query = select(exp.column(name, quoted=True)).from_("events").order_by('"offset"')
    return [value for (value,) in store.select(query, {})]


@pytest.mark.parametrize("name", EventRow.__struct_fields__)
def test_a_column_comes_back_as_it_went_in(eventstore: EventStore, name: str) -> None:
    eventstore.insert([FIRST])

    expected = getattr(FIRST, name)
    if name in ("received", "timestamp"):
        expected = from_unix(expected).replace(tzinfo=None)
    assert column(eventstore, name) == [expected]


def test_storing_a_row_twice_stores_it_once(eventstore: EventStore) -> None:
    eventstore.insert([row(1), row(2)])
    eventstore.insert([row(2), row(3)])

    assert column(eventstore, "offset") == [1, 2, 3]


def test_storing_a_row_again_after_opening_again_stores_it_once(path: Path) -> None:
    store = DuckdbEventStore(path)
    store.insert([row(1), row(2)])
    store.close()

    store = DuckdbEventStore(path)
    store.insert([row(2)])
    offsets = column(store, "offset")
    store.close()

    assert offsets == [1, 2]


def test_partitions_keep_their_own_offsets(eventstore: EventStore) -> None:
    eventstore.insert([row(5, partition=0)])
    eventstore.insert([row(5, partition=1)])

    assert column(eventstore, "partition") == [0, 1]


def test_no_rows_are_no_work(eventstore: EventStore) -> None:
    eventstore.insert([])

    assert column(eventstore, "offset") == []


def test_a_value_travels_as_a_parameter(eventstore: EventStore) -> None:
    eventstore.insert([row(1, title="x' OR '1'='1"), row(2, title="other")])
    query = (
        select('"offset"').from_("events").where(exp.column("title").eq(exp.Placeholder(this="t")))
    )

    assert eventstore.select(query, {"t": "x' OR '1'='1"}) == [(1,)]


def log_row(offset: int, part: int = 0) -> LogRow:
    return rows.log_row(
        offset, part=part, received=NOON, timestamp=NOON, body="one \u2028 two \n three"
    )


def bodies(store: EventStore) -> list[object]:
    return [body for (body,) in store.select(select("body").from_("logs").order_by('"part"'), {})]


def test_rows_of_several_tables_are_stored_at_once(eventstore: EventStore) -> None:
    eventstore.insert([row(1), log_row(2)])

    assert (len(column(eventstore, "offset")), len(bodies(eventstore))) == (1, 1)


def test_rows_that_are_json_already_are_stored_as_values_are(eventstore: EventStore) -> None:
    rows = [log_row(1, part) for part in range(3)]
    eventstore.insert([], written(rows))

    assert bodies(eventstore) == [each.body for each in rows]


def test_a_record_with_rows_in_two_tables_is_stored_once(eventstore: EventStore) -> None:
    for _ in range(2):
        eventstore.insert([row(1)], written([log_row(1), log_row(1, 1)]))

    assert (len(column(eventstore, "offset")), len(bodies(eventstore))) == (1, 2)


def test_a_file_of_an_older_version_gets_the_columns_that_are_new(path: Path) -> None:
    old = duckdb.connect(str(path))
    old.execute('CREATE TABLE events ("partition" INTEGER, "offset" BIGINT, title VARCHAR)')
    old.execute("INSERT INTO events VALUES (0, 1, 'old')")
    old.close()

    store = DuckdbEventStore(path)
    store.insert([row(2, level="error")])
    levels = column(store, "level")
    store.close()

    assert levels == [None, "error"]


def test_threads_read_while_another_writes(eventstore: EventStore) -> None:
    counts: list[int] = []

    def read() -> None:
        counts.extend(len(column(eventstore, "offset")) for _ in range(20))

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for n in range(20):
        eventstore.insert([row(n * 10 + m) for m in range(10)])
    for reader in readers:
        reader.join()

    assert {count % 10 for count in counts} == {0}
    assert len(column(eventstore, "offset")) == 200


def test_a_file_that_is_no_event_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "not-a-database").write_bytes(b"something else entirely" * 100)

    with pytest.raises(Unavailable):
        DuckdbEventStore(tmp_path / "not-a-database")


SECOND_OWNER = """
import sys
from pathlib import Path
from seismo.backends.duckdb.eventstore import DuckdbEventStore
from seismo.ports.eventstore import Unavailable
try:
    DuckdbEventStore(Path(sys.argv[1]))
except Unavailable:
    print("refused")
"""


@pytest.mark.usefixtures("eventstore")
def test_a_second_owner_is_refused(path: Path) -> None:
    second = subprocess.run(
        [sys.executable, "-c", SECOND_OWNER, str(path)], capture_output=True, text=True, check=True
    )

    assert second.stdout == "refused\n"
