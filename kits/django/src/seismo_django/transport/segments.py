"""The files of the spool: records one after another, compressed together once no more are added.

A record is a line of JSON that says what it is, and the bytes of an envelope. Errors of one application are
alike, so that a file of them shrinks to a tenth of what each alone would take.
"""

import gzip
import json
from collections.abc import Iterator
from typing import NamedTuple

try:
    import lzma
except ImportError:  # a Python that was built without it
    SUFFIX = ".gz"
else:
    SUFFIX = ".xz"


class Record(NamedTuple):
    at: float
    """Unix time of its capture."""
    kinds: list[str]
    """The types of its items."""
    event_ids: list[str]
    """Of what a person may have been told about."""
    body: bytes
    """The envelope, as it is sent, not compressed."""


def written(record: Record) -> bytes:
    head = {"at": record.at, "kinds": record.kinds, "ids": record.event_ids}
    line = json.dumps(head | {"length": len(record.body)}).encode()
    return line + b"\n" + record.body + b"\n"


def packed(data: bytes) -> bytes:
    return lzma.compress(data, preset=0) if SUFFIX == ".xz" else gzip.compress(data)


def unpacked(name: str, data: bytes) -> bytes:
    """The bytes of a file, which its name says how to read."""
    if name.endswith(".xz"):
        return lzma.decompress(data)
    return gzip.decompress(data) if name.endswith(".gz") else data


def records(data: bytes) -> Iterator[Record]:
    """What was written in full. A record that a crash cut off ends it."""
    at = 0
    while (end := data.find(b"\n", at)) >= 0:
        try:
            head = json.loads(data[at:end])
            body = data[end + 1 : end + 1 + head["length"]]
            record = Record(head["at"], head["kinds"], head["ids"], body)
        except (ValueError, KeyError, TypeError):
            return
        if len(body) < head["length"]:
            return
        yield record
        at = end + 2 + head["length"]
