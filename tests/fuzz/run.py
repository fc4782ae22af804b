"""Fuzzes one target: `PYTHONPATH=tests python -m fuzz.run TARGET [--minutes 10]`.

Needs `pip install atheris`, which nothing else does. It begins with the recordings of the corpus and with the
seeds beside this file; what it finds is written to the current folder and belongs, once mended, to the seeds.
"""

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus"
ODD: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**63, 2**64, 1e308, -0.0, "", "\x00", "é" * 300, "{{ default }}"),
    *(
        "9" * 400,
        "1970-01-01T00:00:00Z",
        "{{auto}}",
        "[Filtered]",
        [],
        {},
        [[]],
        [None],
        {"": None},
    ),
    *({"values": None}, {"": {"rem": [["@ip", "x", 0, 9]]}}, "password=hunter2-fake", "10.0.0.1"),
)


def recorded() -> Iterator[bytes]:
    for path in sorted(CORPUS.glob("*/*/*.envelope")):
        body = path.read_bytes()
        if len(body) < 50_000:
            yield body


def places_of(value: Any) -> list[tuple[Any, Any]]:
    """Every container with one of its keys or indexes."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for at, child in list(pairs):
        found.append((value, at))
        if isinstance(child, dict | list) and child:
            found += places_of(child)
    return found


def mutated_json(payload: bytes, chance: random.Random) -> bytes:
    """The payload with some of its values exchanged; as it is when it is no JSON."""
    try:
        document = json.loads(payload)
        places = places_of(document) if isinstance(document, dict | list) else []
    except (ValueError, RecursionError):
        return payload
    for _ in range(chance.randint(1, 4) if places else 0):
        container, at = chance.choice(places)
        other, elsewhere = chance.choice(places)
        try:
            container[at] = (
                chance.choice(ODD) if chance.random() < 0.7 else _copied(other[elsewhere])
            )
        except (KeyError, IndexError):
            continue
    return json.dumps(document).encode()


def _copied(value: Any) -> Any:
    return json.loads(json.dumps(value))


def mutated_envelope(data: bytes, chance: random.Random) -> bytes:
    """Lines of an envelope are JSON one by one, and lengths would only stop what comes behind them."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at] = mutated_json(lines[at], chance)
    for number, line in enumerate(lines):
        if b'"length"' in line[:200]:
            lines[number] = _without_length(line)
    return b"\n".join(lines)


def _without_length(line: bytes) -> bytes:
    try:
        header = json.loads(line)
    except ValueError:
        return line
    if isinstance(header, dict):
        header.pop("length", None)
    return json.dumps(header).encode()


def mutated_bytes(data: bytes, chance: random.Random) -> bytes:
    """Some bytes exchanged, removed or doubled."""
    mutable = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(mutable) + 1)
        until = min(at + chance.randint(0, 12), len(mutable))
        mutable[at:until] = chance.choice((chance.randbytes(2), b"", mutable[at:until] * 2))
    return bytes(mutable)


def mutated(data: bytes, max_size: int, seed: int) -> bytes:
    """Mostly values are exchanged, else bytes."""
    chance = random.Random(seed)
    mutate = mutated_envelope if chance.random() < 0.7 else mutated_bytes
    return mutate(data, chance)[:max_size]


def main() -> None:
    import atheris

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--minutes", type=float, default=10)
    chosen = parser.parse_args()
    with atheris.instrument_imports(include=["seismo"]):
        from fuzz.targets import TARGETS
    target = TARGETS[chosen.target]
    with tempfile.TemporaryDirectory(prefix="seismo-fuzz-") as folder:
        begin = list((HERE / "seeds" / chosen.target).glob("*"))
        seeds = [path.read_bytes() for path in begin]
        seeds += recorded() if chosen.target == "envelope" else ()
        for number, seed in enumerate(seeds):
            (Path(folder) / f"{number}").write_bytes(seed)
        options = [f"-max_total_time={chosen.minutes * 60:.0f}", "-timeout=120", "-max_len=60000"]
        arguments = [sys.argv[0], folder, *options, "-rss_limit_mb=3000", "-print_final_stats=1"]
        custom = mutated if chosen.target == "envelope" else None
        atheris.Setup(arguments, target, custom_mutator=custom)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
