"""What a digest process made of a chunk arrives in the server as it was."""

import io
from pathlib import Path

import pytest
from msgspec import to_builtins
from support.app import envelope, error

from seismo.catalog.projects import GROUPING_VERSION
from seismo.digest.pipeline import digest_chunk
from seismo.digest.results import Results, read_results, write_results
from seismo.model.digested import DigestedRecord
from seismo.model.ids import EventId, ProjectId
from seismo.model.project import ProjectRules
from seismo.model.record import Record, encode_record
from seismo.protocol.envelope import parse_envelope

SHOP = ProjectId(1)
RULES = {SHOP: ProjectRules(SHOP, GROUPING_VERSION)}
CORPUS = Path(__file__).parents[2] / "corpus"
RECORDED = sorted(CORPUS.rglob("*.envelope"))


def digested(*bodies: bytes) -> Results:
    """Every item of every envelope, whatever its kind."""
    records = []
    for body in bodies:
        kept = tuple(range(len(parse_envelope(body).items)))
        records.append(Record(SHOP, 1.7e9, event_id=EventId("a" * 32), body=body, kept=kept))
    return digest_chunk(0, list(enumerate(map(encode_record, records))), RULES, 1)


def sent(results: Results) -> io.BytesIO:
    pipe = io.BytesIO()
    write_results(results, pipe)
    pipe.seek(0)
    return pipe


def test_results_of_every_kind_arrive_as_they_were() -> None:
    made = digested(*(file.read_bytes() for file in RECORDED))
    assert {type(each) for each in made} == {DigestedRecord}
    assert to_builtins(read_results(sent(made))) == to_builtins(made)


def test_a_failure_arrives_by_its_name() -> None:
    assert read_results(sent(["ValueError in decode"])) == ["ValueError in decode"]


def test_who_dies_while_it_writes_has_given_nothing() -> None:
    whole = sent(digested(envelope(error("no stock"), EventId("a" * 32)))).getvalue()
    with pytest.raises(EOFError):
        read_results(io.BytesIO(whole[:-1]))
