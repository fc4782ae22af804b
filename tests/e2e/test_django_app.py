"""A Django application with the plain SDK: every place where it can fail becomes the right issue."""

import time
from dataclasses import dataclass
from typing import Any

import pytest
from e2e.running import Issue, SeismoServer, Shop
from support.app import wait_until

pytestmark = pytest.mark.slow

SECONDS_TO_VISIBLE = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where the application fails, and what must be seen of it."""

    path: str
    """The page to ask for."""
    title: str
    culprit: str
    function: str
    local: tuple[str, str]
    """A local of that function: its name and what its value holds."""


PLACES = {
    "view": Place(
        "/orders/3/",
        "ValueError: order 3 of customer-21 has no pieces",
        "/orders/{number}/",
        "show_order",
        ("customer", "customer-21"),
    ),
    "template": Place(
        "/receipt/",
        "ZeroDivisionError: division by zero",
        "/receipt/",
        "unit_price",
        ("self", "Receipt"),
    ),
    "orm": Place(
        "/product/",
        "Product.DoesNotExist: Product matching query does not exist.",
        "/product/",
        "show_product",
        ("sku", "tea-404"),
    ),
    "middleware": Place(
        "/night/", "PermissionError: closed until 9", "/night/", "__call__", ("opens_at", "9")
    ),
    "task": Place(
        "/restock/",
        "LookupError: north has no 40 pieces",
        "shop.tasks.restock",
        "restock",
        ("supplier", "north"),
    ),
}


@dataclass(frozen=True, slots=True)
class Failure:
    """What the server shows of a failure at a place."""

    place: Place
    issue: Issue
    event: dict[str, Any]
    seconds: float
    """From the answer of the application until the issue was there."""


@pytest.fixture(scope="module", params=PLACES.values(), ids=list(PLACES))
def failure(request: pytest.FixtureRequest, seismo: SeismoServer, shop: Shop) -> Failure:
    place: Place = request.param
    shop.visitor.get(place.path)
    answered = time.monotonic()
    issue = seismo.issue(shop.target, place.title)
    seconds = time.monotonic() - answered
    return Failure(place, issue, seismo.event(issue.last_event_id), seconds)


def test_an_issue_is_visible_within_two_seconds_of_the_answer(failure: Failure) -> None:
    assert failure.seconds < SECONDS_TO_VISIBLE


def test_an_issue_of_one_failure_was_seen_once(failure: Failure) -> None:
    assert failure.issue.times_seen == 1


def test_the_culprit_is_the_route_or_the_task(failure: Failure) -> None:
    assert failure.issue.culprit == failure.place.culprit


def test_the_event_shows_the_locals_of_the_function_that_failed(failure: Failure) -> None:
    frames = failure.event["exception"]["values"][-1]["stacktrace"]["frames"]
    (known,) = (frame["vars"] for frame in frames if frame["function"] == failure.place.function)
    name, value = failure.place.local
    assert value in str(known[name])


def test_the_event_names_the_release_and_the_environment(failure: Failure) -> None:
    assert (failure.event["release"], failure.event["environment"]) == ("shop@1.4.0", "production")


def test_a_bug_that_is_raised_100_times_with_other_ids_and_locals_is_one_issue(
    seismo: SeismoServer, shop: Shop
) -> None:
    def baskets() -> list[Issue]:
        return [issue for issue in seismo.issues(shop.target) if "basket" in issue.title]

    for number in range(100):
        shop.visitor.get(f"/baskets/{number}/")
    wait_until(
        lambda: sum(issue.times_seen for issue in baskets()) == 100, f"100 events, not {baskets()}"
    )
    assert [issue.times_seen for issue in baskets()] == [100]


def test_the_fate_of_an_event_is_told_by_the_id_on_the_error_page(
    seismo: SeismoServer, shop: Shop
) -> None:
    event_id = shop.visitor.get("/gift/").json()["event_id"]

    def fate() -> str:
        return seismo.command("event", event_id, "--json")

    wait_until(lambda: '"accepted"' in fate(), f"the event {event_id} is stored")
