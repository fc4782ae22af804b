"""The recordings themselves: whole, small, and without a trace of the machine that made them."""

import json
import re
from pathlib import Path

import pytest

from seismo.protocol.envelope import parse_envelope

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
ENVELOPES = sorted(CORPUS.glob("*/*/*.envelope"))
EVENTS = sorted(CORPUS.glob("*/*/*.event"))
OTLP = sorted(CORPUS.glob("*/*/*.otlp"))
FACTS = sorted(path for path in CORPUS.glob("*/*/*.json") if not path.name.endswith(".golden.json"))
MACHINE = re.compile(rb"/home/|/root/|/Users/|pyenv|\.cache.corpus")
LARGEST_CORPUS = 3_000_000


def named(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


@pytest.mark.parametrize("path", ENVELOPES, ids=named)
def test_an_envelope_is_whole(path: Path) -> None:
    assert parse_envelope(path.read_bytes()).items


@pytest.mark.parametrize("path", EVENTS, ids=named)
def test_a_stored_event_is_a_json_object(path: Path) -> None:
    assert isinstance(json.loads(path.read_bytes()), dict)


@pytest.mark.parametrize("path", [*ENVELOPES, *EVENTS, *OTLP, *FACTS], ids=named)
def test_a_recording_holds_no_path_of_a_machine(path: Path) -> None:
    assert MACHINE.search(path.read_bytes()) is None


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < LARGEST_CORPUS
