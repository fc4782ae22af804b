"""When the disk holds too much."""

import pytest

from seismo.model.disk import DiskFacts


def facts(used: int, budget: int = 1000) -> DiskFacts:
    return DiskFacts({"payloads": used}, free=10_000, total=100_000, budget=budget)


@pytest.mark.parametrize(
    ("used", "excess"),
    [
        pytest.param(999, 0, id="below the budget"),
        pytest.param(1000, 0, id="all of the budget"),
        pytest.param(1001, 51, id="above: some room is made"),
    ],
)
def test_what_is_too_much(used: int, excess: int) -> None:
    assert facts(used).excess == excess


def test_without_a_budget_nothing_is_too_much() -> None:
    assert (facts(10**15, 0).excess, facts(10**15, 0).strain) == (0, "")


def test_a_little_above_the_budget_is_still_taken() -> None:
    assert facts(1050).strain == ""


def test_far_above_the_budget_nothing_more_is_taken() -> None:
    assert facts(1051).strain == "the server's data takes all of the disk that it may"
