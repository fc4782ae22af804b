"""Health, metrics, and the pages for when something is wrong."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from prometheus_client.parser import text_string_to_metric_families
from support.app import App, TestProject, error, visible_text

from seismo.backends.duckdb.eventstore import DuckdbEventStore
from seismo.backends.files.journal import FileJournal
from seismo.ports.stores import Stores
from seismo.web import operations


def request_with(stores: Stores) -> HttpRequest:
    return RequestFactory().get("/_health/", **{"seismo.stores": stores})


@pytest.mark.parametrize("kind", ["live", "ready"])
def test_load_balancers_may_ask_as_they_ask_relay(app: App, kind: str) -> None:
    assert httpx.get(f"{app.url}/api/relay/healthcheck/{kind}/").json()["status"] == "ok"


def test_there_is_no_other_health_check(app: App) -> None:
    assert httpx.get(f"{app.url}/api/relay/healthcheck/soon/").status_code == 404


def test_a_well_server_answers_ok_for_every_part(app: App) -> None:
    answer = httpx.get(f"{app.url}/_health/")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "parts": {"journal": "ok", "catalog": "ok", "eventstore": "ok"},
    }


def test_a_closed_journal_is_named(app: App, tmp_path: Path) -> None:
    journal = FileJournal(tmp_path / "journal")
    journal.close()
    answer = operations.health(request_with(replace(app.stores, journal=journal)))

    assert answer.status_code == 503
    assert json.loads(answer.content)["parts"]["journal"] != "ok"


def test_a_closed_event_store_is_named(app: App, tmp_path: Path) -> None:
    eventstore = DuckdbEventStore(tmp_path / "events.duckdb")
    eventstore.close()
    answer = operations.health(request_with(replace(app.stores, eventstore=eventstore)))

    body = json.loads(answer.content)
    assert answer.status_code == 503
    assert body["status"] == "failing"
    assert body["parts"]["eventstore"].isidentifier()


def samples(app: App) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = httpx.get(f"{app.url}/metrics")
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_metrics_need_no_sign_in_and_count_the_backlog(app: App) -> None:
    app.wait_until_idle()

    assert samples(app)["seismo_journal_backlog", ()] == 0


def test_metrics_count_items_by_what_became_of_them(app: App, project: TestProject) -> None:
    event_id = app.send(project, error())
    app.send(project, error(event_id=event_id))
    found = samples(app)

    accepted = (("category", "error"), ("outcome", "accepted"), ("reason", ""))
    dropped = (("category", "error"), ("outcome", "dropped"), ("reason", "duplicate"))
    assert found["seismo_items", accepted] >= 1
    assert found["seismo_items", dropped] >= 1


def test_metrics_name_the_bytes_of_the_parts(app: App) -> None:
    found = samples(app)

    assert found["seismo_disk_bytes", (("part", "catalog"),)] > 0


def test_a_missing_page_says_where_to_go_on(browser: httpx.Client) -> None:
    page = browser.get("/no/such/page/")

    assert page.status_code == 404
    assert "Nothing is here" in visible_text(page.text)


def test_the_page_of_a_failure_asks_nothing_of_the_database(app: App) -> None:
    def refuse(*_arguments: Any) -> NoReturn:
        pytest.fail("the page asked the database")

    with connection.execute_wrapper(refuse):
        answer = operations.failed(RequestFactory().get("/issues/"))

    assert answer.status_code == 500
    assert "Seismo failed on this page" in answer.content.decode()


def test_the_root_of_the_api_says_that_this_is_a_seismo_server(app: App) -> None:
    answer = httpx.get(f"{app.url}/api/0/")
    assert answer.json()["version"] == "0"
    assert "X-Seismo" in answer.headers
