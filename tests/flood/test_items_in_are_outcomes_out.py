"""Whatever is posted, each item ends exactly once, and looking at it twice changes nothing."""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ingest.door import AUTH, BARRIER, ID, KEY, Door
from support.examples import examples

from seismo.backends.files.journal import FileJournal
from seismo.digest.pipeline import digest_chunk
from seismo.model.digested import DigestedRecord
from seismo.model.ids import ProjectId
from seismo.model.outcome import DataCategory, Outcome, outcome_of
from seismo.model.project import CategoryLimit, Filters, Limits, ProjectKey, ProjectRules, Rate
from seismo.protocol.limits import SPAN_CONTAINER
from seismo.protocol.rate_limits import DEAD_ITEM_TYPES, KNOWN_ITEM_TYPES, RESERVED_ITEM_TYPES

RULES = {
    ProjectId(1): ProjectRules(
        ProjectId(1),
        "newstyle:2026-11",
        filters=Filters(error_messages=("*noise*",), log_messages=("*noise*",)),
    )
}
BYTES = (
    DataCategory.LOG_BYTE,
    DataCategory.TRACE_METRIC_BYTE,
    DataCategory.ATTACHMENT_BYTE,
)
"""What is measured beside the number of items."""
_generations = itertools.count(1)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Its sender may send eight check-ins in all, and logs without end."""
    journal = FileJournal(tmp_path_factory.mktemp("flood") / "journal")
    limits = Limits((CategoryLimit(DataCategory.MONITOR, Rate(8, 86_400)),))
    with asyncio.Runner() as runner:
        key = ProjectKey(11, 1, KEY, True, limits=limits)
        yield Door(journal, runner, project_keys=[key])
    journal.close()


TEXTS = st.sampled_from(["", "noise", "it broke", "\u0000", "é", "x" * 300, "9ec79c33" * 4])
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        *("message", "exception", "type", "event_id", "timestamp", "start_timestamp", "contexts"),
        *("user", "request", "tags", "breadcrumbs", "level", "platform", "transaction", "spans"),
        *("items", "body", "name", "value", "trace_id", "span_id", "end_timestamp", "attributes"),
        *("status", "monitor_slug", "sid", "started", "attrs", "comments", "csp-report"),
    ]
)
OBJECTS = st.dictionaries(FIELDS, VALUES, max_size=6).map(lambda each: json.dumps(each).encode())
ENTRIES = st.lists(st.dictionaries(FIELDS, VALUES, max_size=4), max_size=4)
PAYLOADS = st.one_of(
    OBJECTS,
    ENTRIES.map(lambda entries: json.dumps({"items": entries}).encode()),
    st.binary(max_size=60),
)
TYPES = st.sampled_from(
    sorted(KNOWN_ITEM_TYPES | DEAD_ITEM_TYPES | RESERVED_ITEM_TYPES | {"hologram"})
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "item_count": st.sampled_from([0, 2, 10**9, "many"]),
        "content_type": st.just(SPAN_CONTAINER),
        "attachment_type": st.sampled_from(["event.minidump", "event.attachment"]),
    },
)
EVENTS = "event transaction feedback raw_security replay_event security form_data"
ONCE = [
    frozenset(names.split())
    for names in (
        *(EVENTS, "profile profile_chunk", "statsd metric_buckets", "log", "trace_metric", "span"),
        *("check_in", "replay_recording", "replay_video"),
    )
]
"""Of each of these groups an envelope has at most one item."""


@st.composite
def envelopes(draw: st.DrawFn) -> tuple[bytes, int]:
    """An envelope that is not refused whole, and how many items are in it."""
    lines = [json.dumps(draw(st.sampled_from([{}, {"event_id": ID}]))).encode()]
    items = 0
    met: set[str] = set()
    for item_type in draw(st.lists(TYPES, max_size=5)):
        together = next((each for each in ONCE if item_type in each), frozenset())
        if met & together:
            continue
        met.add(item_type)
        payload = draw(PAYLOADS)
        header = {"type": item_type, "length": len(payload)} | draw(HEADERS)
        lines += [json.dumps(header).encode(), payload]
        items += _entries(header, payload)
    return b"\n".join(lines), items


def _entries(header: dict[str, Any], payload: bytes) -> int:
    """How many entries an item has: what its list holds, else what it says; an empty one is one."""
    is_list = header["type"] in ("log", "trace_metric") or (
        header["type"] == "span" and "content_type" in header
    )
    if not is_list:
        return 1
    try:
        items = json.loads(payload)["items"]
    except (ValueError, TypeError, KeyError):
        items = None
    if isinstance(items, list):
        return len(items) or 1
    count = header.get("item_count")
    return max(1, min(count, len(payload) // 3)) if isinstance(count, int) else 1


def digested(door: Door) -> list[DigestedRecord]:
    """What digest makes of what is in the journal, which is empty then."""
    journal, partition = door.ingest.journal, door.ingest.partition
    door.ingest.refusals.flush()
    journal.append(BARRIER, [b""]).result()
    entries = [(e.offset, e.body) for e in journal.read(partition, 0, 100, 1 << 30)]
    journal.trim(partition, max((offset for offset, _ in entries), default=0))
    results = digest_chunk(0, entries, RULES, next(_generations))
    assert results == digest_chunk(0, entries, RULES, next(_generations))
    failed = [result for result in results if isinstance(result, str)]
    assert failed == []
    return [result for result in results if isinstance(result, DigestedRecord)]


def outcomes(records: list[DigestedRecord]) -> Counter[Outcome]:
    """How many items ended how; what SDKs dropped before is not among them."""
    counted: Counter[Outcome] = Counter()
    for record in records:
        counted[Outcome.ACCEPTED] += len(record.events) + len(record.reports)
        dropped = list(record.dropped)
        for item in record.items:
            counted[Outcome.ACCEPTED] += sum(n for c, n in item.quantities if c not in BYTES)
            dropped += item.dropped
        for drop in dropped:
            if drop.category not in BYTES:
                counted[outcome_of(drop.reason)] += drop.quantity
    return counted


@given(posted=envelopes())
@settings(max_examples=examples(100))
def test_every_item_of_any_envelope_ends_exactly_once(
    door: Door, posted: tuple[bytes, int]
) -> None:
    body, items = posted
    reply = door.post(body, x_sentry_auth=AUTH)
    assert reply.status in (200, 429)
    assert outcomes(digested(door)).total() == items


@given(body=st.one_of(st.binary(max_size=200), st.binary(max_size=60).map(lambda b: b"{}\n" + b)))
@settings(max_examples=examples(100))
def test_any_bytes_end_as_something(door: Door, body: bytes) -> None:
    reply = door.post(body, x_sentry_auth=AUTH)
    assert reply.status < 500
    ended = outcomes(digested(door))
    if reply.status != 200:
        assert ended.total() == 1
        assert not ended[Outcome.ACCEPTED]
