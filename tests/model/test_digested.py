"""What results take of the memory while they wait for their commit."""

import pytest
from support.telemetry import digested, item, session, transaction

from seismo.model.digested import size_of

SIZES = {
    "an event": (item({"message": "no stock"}, "event"), 100, 2_000),
    "a transaction": (item(transaction(), "transaction"), 400, 4_000),
    "rows": (session(), 100, 1_000),
    "a blob": (item("x" * 50_000, "attachment", filename="a.txt"), 50_000, 51_000),
}


@pytest.mark.parametrize("given", SIZES)
def test_what_is_kept_whole_counts(given: str) -> None:
    sent, least, most = SIZES[given]
    assert least <= size_of(digested(sent, event_id="0f" * 16).record) < most
