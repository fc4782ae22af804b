import pytest

from seismo.digest.worker import (
    BATCH_BYTES,
    COMMIT_BYTES,
    COMMIT_RECORDS,
    is_worth_gathering,
    is_worth_holding,
)

SOON, LATE = 0.1, 60.0


@pytest.fixture(autouse=True)
def gathers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seismo.digest.worker.GATHER", 0.4)


@pytest.mark.parametrize(
    ("sizes", "since", "waits"),
    [
        pytest.param([900] * 4, SOON, True, id="a handful right behind a batch"),
        pytest.param([900] * 4, LATE, False, id="a handful after a while"),
        pytest.param([900] * 50, SOON, False, id="many"),
        pytest.param([BATCH_BYTES // 4] * 2, SOON, False, id="few but large"),
    ],
)
def test_records_wait_for_others_only_while_they_are_few_and_the_last_batch_is_fresh(
    sizes: list[int], since: float, waits: bool
) -> None:
    assert is_worth_gathering(sizes, since) is waits


@pytest.mark.parametrize(
    ("records", "size", "since", "waits"),
    [
        pytest.param(55, BATCH_BYTES, SOON, True, id="a batch right behind a commit"),
        pytest.param(55, BATCH_BYTES, LATE, False, id="a batch after a while"),
        pytest.param(COMMIT_RECORDS, 3_000, SOON, False, id="many"),
        pytest.param(9, COMMIT_BYTES, SOON, False, id="few but large"),
    ],
)
def test_results_wait_for_those_under_way_only_while_they_are_few_and_the_last_commit_is_fresh(
    records: int, size: int, since: float, waits: bool
) -> None:
    assert is_worth_holding(records, size, since) is waits
