"""Rows O12 and O13: the addresses that probes and Prometheus ask, in a real process."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from kit_support.sites import Site, Sites
from prometheus_client.parser import text_string_to_metric_families

TOKEN = "fake-health-token"
FORWARDED = {"x_forwarded_for": "203.0.113.9"}


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that needs Celery, of which there is no worker."""
    folder = tmp_path_factory.mktemp("probed")
    cache = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"}
    ready = ["db", "cache", "migrations", "celery"]
    settings = {"HEALTH": {"READY": ready, "DATABASES": ["default"], "TOKEN": TOKEN}}
    with ExitStack() as stack:
        yield Sites(folder, stack).start(
            settings, SITE_CACHE=json.dumps(cache | {"LOCATION": str(folder / "cache")})
        )


def test_O12_health_says_that_the_process_lives(probed: Site) -> None:
    assert probed.get("/health/").json()["status"] == "ok"


def test_O12_strangers_learn_nothing_else(probed: Site) -> None:
    assert probed.get("/health/", **FORWARDED).json() == {"status": "ok"}


def test_O12_answers_are_never_kept(probed: Site) -> None:
    answer = probed.get("/health/")
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


def test_O12_what_is_not_ready_is_named_and_makes_503(probed: Site) -> None:
    answer = probed.get("/ready/")
    assert answer.status_code == 503
    assert {name: check["is_ok"] for name, check in answer.json()["checks"].items()} == {
        "db": True,
        "cache": True,
        "migrations": True,
        "celery": False,
    }


def test_O12_the_command_asks_what_the_address_does(probed: Site) -> None:
    told = json.loads(probed.manage("seismo", "health", "--json", check=False))
    assert not told["ok"]
    assert {line["about"]: line["state"] for line in told["lines"]} == {
        "db": "OK",
        "cache": "OK",
        "migrations": "OK",
        "celery": "FAIL",
    }


def test_O12_the_command_asks_one_part_alone(probed: Site) -> None:
    assert probed.manage("seismo", "health", "--only", "db").strip() == "[ OK ] db: answers."


def test_O12_the_command_says_what_waits_for_the_server(probed: Site) -> None:
    said = probed.manage("seismo", "health", check=False, SENTRY_DSN="http://fake@127.0.0.1:9/1")
    assert "[ OK ] Spool: Nothing waits." in said


def test_O12_a_host_that_is_not_allowed_is_answered(probed: Site) -> None:
    assert probed.get("/health/", host="10.1.2.3").status_code == 200


def test_O12_only_reading_is_allowed(probed: Site) -> None:
    assert probed.http.post("/health/").status_code == 405


def test_O13_the_page_parses_and_names_its_families_once(probed: Site) -> None:
    text = probed.get("/metrics").text
    names = [family.name for family in text_string_to_metric_families(text)]
    assert len(names) == len(set(names))


def test_O13_metrics_are_not_for_strangers(probed: Site) -> None:
    answer = probed.get("/metrics", **FORWARDED)
    assert answer.status_code == 403
    assert "HEALTH_TOKEN" in answer.text


def test_O13_the_token_opens_metrics_from_anywhere(probed: Site) -> None:
    told = {"authorization": f"Bearer {TOKEN}"}
    assert probed.get("/metrics", **FORWARDED, **told).status_code == 200
