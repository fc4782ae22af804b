"""Many go through each stage together, and each comes out as if it had gone alone."""

import json
from typing import Any

import pytest
from support.app import envelope, error

from seismo.catalog.projects import GROUPING_VERSION
from seismo.digest.pipeline import GROUP_BYTES, GROUP_RECORDS, digest_chunk, digest_record
from seismo.digest.stages import Stages, alone, together
from seismo.model.digested import DigestedRecord
from seismo.model.ids import EventId, ProjectId
from seismo.model.project import ProjectRules
from seismo.model.record import Record, encode_record

SHOP = ProjectId(1)
RULES = ProjectRules(SHOP, GROUPING_VERSION)


def work(name: str, stages: int, seen: list[str]) -> Stages[str]:
    for stage in range(stages):
        seen.append(f"{name}{stage}")
        yield
    if name == "bad":
        raise ValueError(name)
    return name.upper()


def reason(error: Exception) -> str:
    return f"{error} failed"


def test_work_that_goes_alone_gives_what_it_made() -> None:
    assert alone(work("a", 3, [])) == "A"


def test_all_finish_a_stage_before_one_begins_the_next() -> None:
    seen: list[str] = []
    together([work("a", 2, seen), work("b", 3, seen)], reason)
    assert seen == ["a0", "b0", "a1", "b1", "b2"]


def test_what_is_made_comes_in_the_order_of_the_works() -> None:
    assert together([work("a", 3, []), work("b", 1, [])], reason) == ["A", "B"]


def test_work_that_fails_leaves_its_failure_and_the_others_go_on() -> None:
    works = [work("a", 1, []), work("bad", 0, []), work("c", 2, [])]
    assert together(works, reason) == ["A", "bad failed", "C"]


def entry(number: int, **fields: Any) -> tuple[int, bytes]:
    event_id = EventId(f"{number:032x}")
    body = envelope(error(f"order {number} is late", **fields), event_id)
    return number, encode_record(Record(SHOP, 1.7e9, event_id=event_id, body=body, kept=(0,)))


def digested(entries: list[tuple[int, bytes]]) -> list[DigestedRecord | str]:
    return digest_chunk(0, entries, {SHOP: RULES}, 1)


def payloads(results: list[DigestedRecord | str]) -> list[bytes]:
    return [event.payload for made in results if not isinstance(made, str) for event in made.events]


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param([], id="none"),
        pytest.param([entry(number) for number in range(GROUP_RECORDS * 2 + 1)], id="many"),
        pytest.param(
            [entry(n, extra={"blob": "x" * n * GROUP_BYTES}) for n in range(4)],
            id="some large ones",
        ),
    ],
)
def test_a_chunk_gives_what_its_records_give_alone(entries: list[tuple[int, bytes]]) -> None:
    one_by_one = [made for each in entries for made in digested([each])]
    assert payloads(digested(entries)) == payloads(one_by_one)
    assert len(payloads(one_by_one)) == len(entries)


def test_a_record_that_cannot_be_read_leaves_the_others_of_its_chunk() -> None:
    first, failed, last = digested([entry(1), (2, b"no record"), entry(3)])
    assert isinstance(failed, str)
    assert len(payloads([first, last])) == 2


def test_an_event_and_a_transaction_of_one_record_go_through_the_same_stages() -> None:
    transaction = {
        "type": "transaction",
        "transaction": "/",
        "start_timestamp": 1.0,
        "timestamp": 2.0,
    }
    transaction["contexts"] = {"trace": {"trace_id": "a" * 32, "span_id": "b" * 16}}
    parts = [
        {"event_id": "0f" * 16},
        {"type": "event"},
        error(),
        {"type": "transaction"},
        transaction,
    ]
    body = "\n".join(map(json.dumps, parts)).encode()
    record = Record(SHOP, 1.7e9, event_id=EventId("0f" * 16), body=body, kept=(0, 1))
    made = digest_record(record, RULES, 0, 1)
    assert (len(made.events), len(made.items)) == (1, 1)
