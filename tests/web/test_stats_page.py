"""The Stats page: what a person reads, chooses and downloads."""

import csv
import io

import httpx
import pytest
from support import telemetry
from support.app import App, TestProject, error, visible_text

from seismo.catalog import outcomes
from seismo.catalog.models import Project, ProjectKey
from seismo.catalog.settings import save_section
from seismo.model.ids import ProjectId
from seismo.model.outcome import EXPLANATIONS, DataCategory, Reason
from seismo.model.project import CategoryLimit, Limits


def count(
    app: App, project: TestProject, quantity: int, reason: str = "", category: str = "error"
) -> None:
    hour = outcomes.hour_of(app.clock.now())
    outcomes.add({outcomes.Cell(ProjectId(project.id), 0, hour, category, reason): quantity})


def stats_of(project: TestProject) -> str:
    return f"/projects/{project.slug}/stats/"


def test_a_project_shows_what_was_kept_and_why_the_rest_was_not(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    app.send(project, error())
    count(app, project, 1234, Reason.IP_ADDRESS)
    page = visible_text(browser.get(stats_of(project)).text)
    assert "Accepted 1 " in page
    assert "Filtered 1.2k " in page
    assert f"ip-address 1,234 100 % {EXPLANATIONS[Reason.IP_ADDRESS]}" in page
    assert "1,235 in all" in page


def test_the_chart_says_its_sums_in_a_sentence(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    count(app, project, 3)
    count(app, project, 2, Reason.INTERNAL)
    page = browser.get(stats_of(project)).text
    assert 'aria-label="Errors and messages, last 7 days: Accepted 3, Internal 2"' in page
    assert 'class="internal"' in page


def test_another_kind_and_period_can_be_chosen(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    count(app, project, 7, category="log_item")
    page = browser.get(f"{stats_of(project)}?category=log_item&period=24h").text
    assert "Logs, last 24 hours" in visible_text(page)
    assert "7 in all" in visible_text(page)


def test_nothing_is_said_in_words(project: TestProject, browser: httpx.Client) -> None:
    page = visible_text(browser.get(stats_of(project)).text)
    assert "Nothing of this kind came in" in page


@pytest.mark.parametrize(
    "query", ["period=1y", "category=hologram", "key=abc", "key=99999999999999999999", "key=7"]
)
def test_an_address_that_makes_no_sense_still_answers(
    project: TestProject, browser: httpx.Client, query: str
) -> None:
    assert browser.get(f"{stats_of(project)}?{query}").status_code == 200


def test_all_projects_have_a_page_of_their_own(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    count(app, project, 5)
    name = Project.objects.get(pk=project.id).name
    page = visible_text(browser.get("/stats/").text)
    assert f"{name} 5 5" in page


def test_choosing_a_project_leads_to_its_page(project: TestProject, browser: httpx.Client) -> None:
    answer = browser.get(f"/stats/?project={project.slug}&period=30d&category=span")
    assert answer.url.path == stats_of(project)
    assert "Spans, last 30 days" in visible_text(answer.text)


def test_a_key_can_be_chosen_once_there_are_two(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    assert 'name="key"' not in browser.get(stats_of(project)).text
    second = ProjectKey.objects.create(project_id=project.id, public_key="5" * 32, label="Second")
    page = browser.get(f"{stats_of(project)}?key={second.pk}").text
    assert f'<option value="{second.pk}" selected>Second</option>' in page


def test_the_ledger_comes_as_a_spreadsheet(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    count(app, project, 4, Reason.IP_ADDRESS)
    answer = browser.get(f"{stats_of(project)}csv/?period=24h")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f'filename="seismo-{project.slug}-24h.csv"' in answer.headers["content-disposition"]
    (row,) = csv.DictReader(io.StringIO(answer.text))
    assert (row["project"], row["outcome"], row["reason"], row["quantity"]) == (
        project.slug,
        "filtered",
        "ip-address",
        "4",
    )


def test_a_label_is_no_formula_in_a_spreadsheet(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    key = ProjectKey.objects.get(public_key=project.key)
    ProjectKey.objects.filter(pk=key.pk).update(label="=1+1")
    hour = outcomes.hour_of(app.clock.now())
    outcomes.add({outcomes.Cell(ProjectId(project.id), key.pk, hour, "error", ""): 1})
    (row,) = csv.DictReader(io.StringIO(browser.get(f"{stats_of(project)}csv/").text))
    assert row["key"] == "'=1+1"


@pytest.mark.parametrize(
    ("quota", "sentence"),
    [(10, "80 % of this month's quota is used."), (8, "the quota of this month is used up.")],
)
def test_a_quota_that_runs_out_is_on_the_pages_of_its_project(
    app: App, project: TestProject, browser: httpx.Client, quota: int, sentence: str
) -> None:
    limits = Limits((CategoryLimit(DataCategory.ERROR, quota=quota),))
    save_section(Project.objects.get(pk=project.id), limits)
    count(app, project, 8)
    for path in (stats_of(project), f"/projects/{project.slug}/"):
        assert sentence in visible_text(browser.get(path).text)


def test_an_event_can_be_looked_for_from_here(project: TestProject, browser: httpx.Client) -> None:
    assert 'action="/search/"' in browser.get(stats_of(project)).text
    wanted = "0" * 31 + "7"
    assert browser.get("/search/", params={"q": wanted}).url.path == f"/events/{wanted}/"


def ignored(reason: str, route: str, times: int) -> list[dict[str, object]]:
    """One request each, as the kit counts them."""
    labels = telemetry.attributes(reason=reason, route=route)
    one = telemetry.metric("seismo.ignored", value=1.0, attributes=labels)
    return [one] * times


def test_what_the_application_ignored_is_counted_by_reason_and_route(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    seen = ignored("403 Forbidden", "/staff/", 5) + ignored("404 Not Found", "/shifts/{pk}/", 10)
    telemetry.post(app, project, telemetry.metrics(*seen))
    page = visible_text(browser.get(stats_of(project)).text)
    assert "404 Not Found 10 now /shifts/{pk}/ 403 Forbidden 5 now /staff/" in page


def test_other_metrics_are_not_ignored_errors(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    telemetry.post(app, project, telemetry.metrics(telemetry.metric("orders")))
    assert "Ignored by the application" not in browser.get(stats_of(project)).text


def test_what_was_ignored_before_the_period_is_not_counted(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    telemetry.post(app, project, telemetry.metrics(*ignored("404 Not Found", "/", 1)))
    app.clock.ahead = 2 * 86_400
    try:
        day, week = (
            browser.get(f"{stats_of(project)}?period={period}") for period in ("24h", "7d")
        )
    finally:
        app.clock.ahead = 0.0
    assert "Ignored by" not in day.text
    assert "Ignored by" in week.text


def test_what_an_application_calls_its_routes_is_text(
    app: App, project: TestProject, browser: httpx.Client
) -> None:
    telemetry.post(app, project, telemetry.metrics(*ignored("<b>404</b>", "<script>", 1)))
    page = browser.get(stats_of(project)).text
    assert "&lt;script&gt;" in page
    assert "<b>404</b>" not in page
