"""Row A12: an incident at PagerDuty begins and ends with the condition of its rule."""

from collections.abc import Iterator

import pytest
from kit_support.alerting import World
from kit_support.channels import Webhooks, webhooks
from seismo_django import conf, counting
from seismo_django.alerts.delivery import resolve, send_to_all
from seismo_django.alerts.incidents import Pager

BURST = {
    "name": "Burst", "when": "errors >= 10 in 1m", "to": ["pagerduty", "slack"], "every": "10m",
}  # fmt: skip
LOGINS = {"name": "Logins", "when": "count(login.failed) > 5 in 1m", "to": "pagerduty"}
RATE = {"name": "Rate", "when": "error_rate > 1% in 5m", "to": "pagerduty"}
NEW = {"name": "New", "when": "new_issue", "to": "pagerduty"}


@pytest.fixture
def world() -> Iterator[World]:
    counting.forget()
    yield World()
    counting.forget()


@pytest.fixture
def hooks() -> Iterator[Webhooks]:
    """PagerDuty and Slack of this application."""
    with webhooks() as listening:
        alerts = {
            "PAGERDUTY_ROUTING_KEY": "fake-routing-key",
            "PAGERDUTY_URL": f"{listening.url}/pagerduty",
            "SLACK_WEBHOOK_URL": f"{listening.url}/slack",
        }
        conf.use(conf.read({"ALERTS": alerts}, {}, debug=False))
        yield listening
        conf.forget()


def paging(hooks: Webhooks) -> list[str]:
    return [call.json()["event_action"] for call in hooks.to("/pagerduty")]


def test_A12_pagerduty_hears_of_the_end_under_the_key_of_the_trigger(hooks: Webhooks) -> None:
    world = World(pager=Pager(send_to_all, resolve))
    world.processes(1, BURST)
    world.fail(10)
    world.pass_time(62)
    assert paging(hooks) == ["trigger", "resolve"]
    keys = {call.json()["dedup_key"] for call in hooks.to("/pagerduty")}
    assert keys == {"seismo-production-Burst"}


def test_A12_what_ended_and_comes_again_is_a_new_incident_and_no_second_message(
    hooks: Webhooks,
) -> None:
    world = World(pager=Pager(send_to_all, resolve))
    world.processes(1, BURST)
    for _ in range(2):
        world.fail(10)
        world.pass_time(62)
    assert paging(hooks) == ["trigger", "resolve", "trigger", "resolve"]
    assert len(hooks.to("/slack")) == 1


def test_A12_a_summary_does_not_open_an_incident_that_ended(hooks: Webhooks) -> None:
    world = World(pager=Pager(send_to_all, resolve))
    world.processes(1, BURST)
    world.fail(30)
    world.pass_time(600)
    assert paging(hooks) == ["trigger", "resolve"]
    assert len(hooks.to("/slack")) == 2


def test_A12_an_incident_stays_open_while_its_condition_holds(world: World) -> None:
    world.processes(1, BURST)
    for _ in range(20):
        world.fail(10)
        world.pass_time(30)
    assert world.resolved == []


def test_A12_of_four_processes_one_resolves_also_what_another_one_opened(world: World) -> None:
    world.processes(4, BURST)
    world.fail(10)
    del world.engines[0]
    world.pass_time(62)
    assert [alert.title for alert in world.resolved] == ["Burst: resolved"]


def test_A12_an_end_that_was_not_taken_is_told_again_after_a_minute(world: World) -> None:
    world.processes(1, BURST)
    world.fail(10)
    world.takes = False
    world.pass_time(62)
    world.pass_time(1)
    assert len(world.resolved) == 1
    world.takes = True
    world.pass_time(60)
    world.pass_time(60)
    assert len(world.resolved) == 2


def test_A12_a_counted_condition_ends(world: World) -> None:
    world.processes(1, LOGINS)
    counting.count("login.failed", 6)
    world.pass_time(1)
    assert world.resolved == []
    world.pass_time(62)
    assert [alert.key for alert in world.resolved] == ["production-Logins"]


@pytest.mark.parametrize(
    ("requests", "expected"), [(20, 0), (2000, 1)], ids=["too few to tell", "enough"]
)
def test_A12_a_share_of_too_few_requests_ends_nothing_that_still_fails(
    world: World, requests: int, expected: int
) -> None:
    world.processes(1, RATE)
    counting.count("http.requests", 100, route="/")
    world.pass_time(1)
    world.fail(5)
    world.pass_time(290)
    world.fail(1)
    counting.count("http.requests", requests, route="/")
    world.pass_time(15)
    assert len(world.resolved) == expected


def test_A12_a_share_ends_when_nothing_fails_any_more(world: World) -> None:
    world.processes(1, RATE)
    counting.count("http.requests", 100, route="/")
    world.pass_time(1)
    world.fail(5)
    world.pass_time(306)
    assert [alert.key for alert in world.resolved] == ["production-Rate"]


def test_A12_a_new_issue_is_for_people_to_resolve(world: World) -> None:
    world.processes(1, NEW)
    world.fail()
    world.pass_time(86_400)
    assert world.resolved == []


def test_A12_incidents_end_also_after_a_server_took_over(world: World) -> None:
    world.processes(1, BURST)
    world.fail(10)
    world.memory.now += 62
    world.engines[0].skip(world.memory.now)
    assert len(world.resolved) == 1
