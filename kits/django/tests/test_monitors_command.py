"""Row J3: `manage.py seismo monitors` says which schedules are monitors, and makes them before they ran."""

import json
from collections.abc import Iterator

import pytest
from kit_support.api import Api, speaking
from kit_support.sites import Sites, manage

MONITORS = "/api/0/organizations/acme/monitors/"
NIGHTLY = "nightly-report-students"
ZONE = "America/Chicago"
"""Of a Django that was told no other."""
KNOWN = [NIGHTLY, "reached", "unreached"]


@pytest.fixture
def api() -> Iterator[Api]:
    with speaking() as listener:
        yield listener


def monitors(
    sites: Sites,
    *words: str,
    beat: str = "1",
    server: Api | None = None,
    settings: dict[str, object] | None = None,
) -> dict[str, tuple[str, str]]:
    """State and sentence of each line, by what it is about."""
    told = {"SENTRY_ORG": "acme", "SENTRY_PROJECT": "shop", "SENTRY_AUTH_TOKEN": "fake-token"}
    variables = told | {"SENTRY_URL": server.url} if server else {}
    environment = sites.environment(
        SITE_BEAT=beat, SITE_SEISMO=json.dumps({"CELERY": settings or {}}), **variables
    )
    printed = manage(environment, "seismo", "monitors", *words, "--json", check=False)
    lines = json.loads(printed)["lines"]
    return {line["about"]: (line["state"], f"{line['sentence']} {line['cure']}") for line in lines}


def test_J3_each_schedule_is_listed_with_its_monitor(sites: Sites) -> None:
    told = monitors(sites, "list")
    assert told[NIGHTLY] == ("OK", f"Nightly report (students): every hour ({ZONE}). ")
    assert set(told) == {*KNOWN, "heartbeat"}


def test_J3_what_no_monitor_can_say_is_named(sites: Sites) -> None:
    state, sentence = monitors(sites, "list")["heartbeat"]
    assert state == "WARN"
    assert "no monitor: monitors know whole minutes" in sentence


@pytest.mark.parametrize(
    ("settings", "why"),
    [({"EXCLUDE_BEAT": ["reach.*"]}, "CELERY.EXCLUDE_BEAT names it"), ({"BEAT": False}, "is off")],
    ids=["excluded", "off"],
)
def test_J3_what_the_settings_leave_out_is_listed_with_the_reason(
    settings: dict[str, object], why: str, sites: Sites
) -> None:
    assert why in monitors(sites, "list", settings=settings)["reached"][1]


def test_J3_an_application_can_be_named(sites: Sites) -> None:
    assert NIGHTLY in monitors(sites, "list", "--app", "acceptance.celery")


def test_J3_an_application_that_is_not_there_is_said(sites: Sites) -> None:
    state, sentence = monitors(sites, "list", "--app", "no_such_application")["Celery"]
    assert (state, "no_such_application" in sentence) == ("FAIL", True)


def test_J3_without_schedules_there_is_nothing_to_monitor(sites: Sites) -> None:
    assert "acceptance has no schedule" in monitors(sites, "list", beat="0")["Celery"][1]


def test_J3_monitors_that_are_there_are_changed(sites: Sites, api: Api) -> None:
    told = monitors(sites, "sync", server=api)
    assert [one[:2] for one in api.asked] == [("PUT", f"{MONITORS}{name}/") for name in KNOWN]
    assert told[NIGHTLY] == ("OK", "The server watches every hour. ")


def test_J3_monitors_that_are_not_there_are_made(sites: Sites, api: Api) -> None:
    api.unknown = ("PUT",)
    monitors(sites, "sync", server=api)
    made = [body for method, path, body in api.asked if (method, path) == ("POST", MONITORS)]
    assert made[0] == {
        "project": "shop",
        "name": "Nightly report (students)",
        "slug": NIGHTLY,
        "type": "cron_job",
        "config": {"schedule_type": "interval", "schedule": [1, "hour"], "timezone": ZONE},
    }
    assert len(made) == len(KNOWN)


def test_J3_a_server_without_that_api_is_said_once(sites: Sites, api: Api) -> None:
    api.status, api.has_json = 404, False
    state, sentence = monitors(sites, "sync", server=api)["Server"]
    assert state == "WARN"
    assert "becomes a monitor there with its first run" in sentence
    assert len(api.asked) == 2


def test_J3_a_refusal_names_the_scope(sites: Sites, api: Api) -> None:
    api.status = 403
    state, sentence = monitors(sites, "sync", server=api)[NIGHTLY]
    assert state == "FAIL"
    assert "403: as the test wants" in sentence
    assert "project:write" in sentence


def test_J3_without_a_token_the_server_is_not_asked(sites: Sites) -> None:
    assert "SENTRY_AUTH_TOKEN" in monitors(sites, "sync")["Settings"][1]
