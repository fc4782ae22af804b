import pytest
from support.app import App, TestProject, error

from seismo.catalog.models import Issue
from seismo.digest.worker import (
    BATCH_BYTES,
    COMMIT_BYTES,
    COMMIT_RECORDS,
    is_worth_gathering,
    is_worth_holding,
    pause_after,
)

SOON, LATE = 0.1, 60.0


@pytest.fixture(autouse=True)
def gathers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seismo.digest.worker.GATHER", 0.4)
    monkeypatch.setattr("seismo.digest.worker.LONGEST_PAUSE", 1.0)


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
    ("records", "size", "left", "waits"),
    [
        pytest.param(55, BATCH_BYTES, 0.1, True, id="a batch within the pause"),
        pytest.param(55, BATCH_BYTES, 0.0, False, id="a batch after it"),
        pytest.param(COMMIT_RECORDS, 3_000, 0.1, False, id="many"),
        pytest.param(9, COMMIT_BYTES, 0.1, False, id="few but large"),
    ],
)
def test_results_wait_for_others_only_while_they_are_few_and_the_pause_lasts(
    records: int, size: int, left: float, waits: bool
) -> None:
    assert is_worth_holding(records, size, left) is waits


@pytest.mark.parametrize(
    ("took", "pause"),
    [
        pytest.param(0.0, 0.0, id="before the first commit"),
        pytest.param(0.03, 0.3, id="a commit of a few"),
        pytest.param(0.4, 1.0, id="a slow one"),
    ],
)
def test_commits_take_a_tenth_of_the_time_while_nothing_piles_up(took: float, pause: float) -> None:
    assert pause_after(took) == pytest.approx(pause)


def test_what_waits_for_others_is_committed_when_none_come(
    app: App, project: TestProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seismo.digest.worker.GATHER", 0.0)
    monkeypatch.setattr("seismo.digest.worker.pause_after", lambda took: 0.3)
    app.send(project, error(function="pay"))
    app.send(project, error(function="ship"))

    assert Issue.objects.filter(project_id=project.id).count() == 2
