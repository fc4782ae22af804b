"""The list of projects, a project's page with its dropped panel, and a new project."""

import re
import uuid

import httpx
import pytest
from support import telemetry
from support.app import PASSWORD, App, TestProject, error, visible_text, wait_until

from seismo.catalog.models import Organization, Project
from seismo.catalog.people import create_user
from seismo.catalog.projects import create_project
from seismo.queries.outcomes import totals


def page_of(browser: httpx.Client, project: TestProject) -> str:
    answer = browser.get(f"/projects/{project.slug}/")
    assert answer.status_code == 200
    return answer.text


def row_of(browser: httpx.Client, project: TestProject) -> str:
    page = browser.get("/projects/").text
    start = page.index(f'href="/projects/{project.slug}/"')
    return visible_text(page[start : page.index("</li>", start)])


def test_bytes_are_not_added_to_the_number_of_items(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    telemetry.post(app, project, telemetry.logs(telemetry.log(), telemetry.log(body="")))
    page = visible_text(page_of(browser, project))
    assert "Accepted 1 1 Dropped 1 1" in page


def test_a_project_without_events_is_offered_set_up(
    browser: httpx.Client, project: TestProject
) -> None:
    assert "Set up" in row_of(browser, project)


def test_the_list_counts_the_events_of_a_day_and_the_open_issues(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    app.send(project, error(function="pay"))
    app.send(project, error(function="pay"))
    app.send(project, error(function="ship"))

    row = row_of(browser, project)
    assert "3 events" in row
    assert "2 open" in row


def test_the_page_shows_the_dsn_and_the_key(browser: httpx.Client, project: TestProject) -> None:
    page = page_of(browser, project)

    assert f'<code id="dsn">{project.dsn}</code>' in page
    assert 'data-copy="#dsn"' in page


def test_the_page_counts_what_was_accepted_and_dropped(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = app.send(project, error())
    app.send(project, error(event_id=event_id))

    page = visible_text(page_of(browser, project))
    assert "Accepted 1 1" in page
    assert "Dropped 1 1" in page


def test_the_dropped_panel_says_why_in_words(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    event_id = app.send(project, error())
    app.send(project, error(event_id=event_id))

    page = page_of(browser, project)
    assert "An event with this id is already stored" in page
    assert f'href="/events/{event_id}/"' in page


def test_a_request_with_a_wrong_key_is_in_the_dropped_panel(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    url = f"{app.url}/api/{project.id}/store/?sentry_key={'0' * 32}"
    httpx.post(url, json={"message": "hello"})

    words = "No project has the key of this DSN"
    wait_until(lambda: words in page_of(browser, project), "the refusal is listed")


def test_without_drops_the_panel_says_what_it_is_for(
    browser: httpx.Client, project: TestProject
) -> None:
    assert "Nothing has been dropped" in page_of(browser, project)


def test_an_unknown_project_is_not_found(browser: httpx.Client) -> None:
    assert browser.get("/projects/no-such-project/").status_code == 404


def new_project(browser: httpx.Client, name: str, platform: str = "celery") -> httpx.Response:
    return browser.post("/projects/new/", data={"name": name, "platform": platform})


def test_a_new_project_leads_to_its_set_up(app: App, browser: httpx.Client) -> None:
    name = f"Fresh {uuid.uuid4().hex[:8]}"
    answer = new_project(browser, name)

    made = Project.objects.get(name=name)
    assert answer.url.path == f"/projects/{made.slug}/setup/celery/"


def test_a_new_project_takes_events_at_once(app: App, browser: httpx.Client) -> None:
    name = f"Fresh {uuid.uuid4().hex[:8]}"
    new_project(browser, name)
    made = Project.objects.get(name=name)
    key = made.keys.get().public_key

    answer = app.post(TestProject(made.pk, made.slug, key, ""), b"{}\n")
    assert answer.status_code == 200


def test_two_projects_may_have_one_name(app: App, browser: httpx.Client) -> None:
    name = f"Twin {uuid.uuid4().hex[:8]}"
    new_project(browser, name)
    new_project(browser, name)

    slugs = Project.objects.filter(name=name).order_by("id").values_list("slug", flat=True)
    assert len(set(slugs)) == 2


def test_projects_of_one_name_are_told_apart_where_one_is_chosen(browser: httpx.Client) -> None:
    name = f"Twin {uuid.uuid4().hex[:8]}"
    new_project(browser, name)
    new_project(browser, name)

    for address in ("/issues/", "/stats/"):
        page = browser.get(address).text
        for slug in Project.objects.filter(name=name).values_list("slug", flat=True):
            assert f">{name} ({slug})</option>" in page


def test_a_project_may_be_called_new(app: App, browser: httpx.Client) -> None:
    answer = new_project(browser, "New")

    assert answer.url.path != "/projects/new/"
    assert browser.get(answer.url.path.partition("setup")[0]).status_code == 200


@pytest.mark.parametrize("name", ["", "   ", "!!!", "\N{SNOWMAN}"])
def test_a_name_without_letters_and_digits_is_refused(browser: httpx.Client, name: str) -> None:
    answer = new_project(browser, name)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_a_name_of_another_script_has_an_address_too(browser: httpx.Client) -> None:
    answer = new_project(browser, "\u6c7a\u6e08 \u041f\u043b\u0430\u0442\u0435\u0436\u0438")

    assert re.fullmatch(r"/projects/project(-\d+)?/setup/celery/", answer.url.path)


def test_a_name_is_shown_as_text(browser: httpx.Client) -> None:
    answer = new_project(browser, "<img src=x onerror=alert(1)> shop")

    assert "<img" not in answer.text
    assert "&lt;img" in answer.text


@pytest.fixture
def stranger(app: App) -> Organization:
    """The organization of somebody else."""
    name = f"other-{uuid.uuid4().hex[:8]}"
    return Organization.objects.create(slug=name, name=name)


@pytest.mark.parametrize("page", ["", "setup/python/", "waiting/"])
def test_another_organizations_project_is_not_found(
    browser: httpx.Client, stranger: Organization, page: str
) -> None:
    theirs = create_project(stranger, f"Secret {uuid.uuid4().hex[:8]}")

    assert browser.get(f"/projects/{theirs.slug}/{page}").status_code == 404


def test_another_organizations_project_is_not_listed(
    browser: httpx.Client, stranger: Organization
) -> None:
    theirs = create_project(stranger, f"Secret {uuid.uuid4().hex[:8]}")

    assert theirs.name not in browser.get("/projects/").text


def test_somebody_without_an_organization_finds_nothing(app: App) -> None:
    email = f"{uuid.uuid4().hex[:8]}@alone.test"
    user = create_user(app.organization, email, PASSWORD)
    user.memberships.all().delete()
    with httpx.Client(base_url=app.url, headers={"Origin": app.url}) as client:
        client.post("/login/", data={"email": email, "password": PASSWORD})

        assert client.get("/projects/").status_code == 404


def test_totals_are_sums_by_category_and_reason(app: App, project: TestProject) -> None:
    event_id = app.send(project, error())
    app.send(project, error(event_id=event_id))

    assert totals(Project.objects.get(pk=project.id)) == {
        "accepted": {"error": 1},
        "dropped": {"duplicate": {"error": 1}},
    }


def test_an_application_is_known_before_its_first_error(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    sdk = {"name": "sentry.python.django", "version": "2.75.0"}
    telemetry.post(app, project, telemetry.session(), sdk=sdk)
    page = visible_text(page_of(browser, project))
    assert "Running 7 days shop@1.0 staging sentry.python.django 2.75.0 now" in page


def test_versions_and_environments_that_run_are_told_apart(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    for environment in ("staging", "production", "production"):
        attrs = {"release": "shop@1.0", "environment": environment}
        telemetry.post(app, project, telemetry.session(attrs=attrs))
    page = visible_text(page_of(browser, project))
    assert page.count("shop@1.0") == 2


def test_what_was_not_heard_of_for_a_week_is_not_running(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    telemetry.post(app, project, telemetry.session())
    app.clock.ahead = 8 * 86_400
    try:
        page = page_of(browser, project)
    finally:
        app.clock.ahead = 0.0
    assert "shop@1.0" not in page
