"""The settings of the whole organization, its usage, and the index of all settings."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from support.app import App, TestProject, visible_text

from seismo.catalog import outcomes
from seismo.catalog.models import Organization, Project
from seismo.catalog.settings import save_section, section
from seismo.model.access import Membership
from seismo.model.clock import month_of
from seismo.model.ids import ProjectId
from seismo.model.outcome import DataCategory
from seismo.model.project import CategoryLimit, Limits, NewProjects
from seismo.queries.usage import Used, usage
from seismo.web.settings_frame import (
    ORGANIZATION_SECTIONS,
    PERSONAL_SECTIONS,
    PROJECT_SECTIONS,
    WORDS,
)

PAGE = "/settings/general/"


@pytest.fixture
def organization(app: App) -> Iterator[Organization]:
    """As it was, after the test."""
    before = Organization.objects.get(pk=app.organization.pk)
    yield app.organization
    before.save()


def values(**changes: str) -> dict[str, str]:
    every = {"name": "Main", "slug": "main", "is_open": "on", "members_create_projects": "on"}
    return every | changes


def test_name_and_membership_are_saved(browser: httpx.Client, organization: Organization) -> None:
    browser.post(PAGE, data=values(name="Shop Ltd", slug="shop-ltd"))

    saved = Organization.objects.get(pk=organization.pk)
    assert (saved.name, saved.slug) == ("Shop Ltd", "shop-ltd")
    assert section(saved, Membership) == Membership(members_delete_events=False)


def test_new_projects_may_begin_like_another(
    browser: httpx.Client, organization: Organization, project: TestProject
) -> None:
    answer = browser.post(PAGE, data=values(like=str(project.id)))

    saved = Organization.objects.get(pk=organization.pk)
    assert section(saved, NewProjects) == NewProjects(like=project.id)
    assert f'<option value="{project.id}" selected>' in answer.text


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"slug": "a b"}, {"slug": "taken"}, {"like": "999999"}], ids=str
)
def test_wrong_values_are_refused(
    browser: httpx.Client, organization: Organization, wrong: dict[str, str]
) -> None:
    Organization.objects.get_or_create(slug="taken", name="Another one")
    before = Organization.objects.get(pk=organization.pk).name
    answer = browser.post(PAGE, data=values(**{"name": "Shop Ltd"} | wrong))

    assert answer.status_code == 422
    assert f'id="id_{next(iter(wrong))}_error"' in answer.text
    assert Organization.objects.get(pk=organization.pk).name == before


def found(browser: httpx.Client, text: str) -> list[str]:
    page = browser.get("/settings/", params={"q": text}).text
    return [
        part.partition("</b>")[0]
        for part in page.split("<li><a ")[1:]
        for part in [part.partition("<b>")[2]]
    ]


def test_a_setting_is_found_by_what_it_is_about(
    browser: httpx.Client, project: TestProject
) -> None:
    name = Project.objects.get(pk=project.id).name
    assert found(browser, f"quota {name}") == ["Limits &amp; quota"]


def test_what_no_setting_is_about_is_said(browser: httpx.Client) -> None:
    page = browser.get("/settings/", params={"q": "<b>xyzzy"})
    assert "No setting is about “&lt;b&gt;xyzzy”" in page.text


def test_the_palette_finds_settings(browser: httpx.Client) -> None:
    places = browser.get("/palette/", params={"q": "disk budget"}).json()["places"]
    assert [place["url"] for place in places if place["kind"] == "setting"] == [
        "/settings/storage/"
    ]


def kept(project: TestProject, when: float, quantity: int, category: str = "error") -> None:
    cell = outcomes.Cell(ProjectId(project.id), 0, outcomes.hour_of(when), category, "")
    outcomes.add({cell: quantity})


def used_in(project: TestProject, now: float) -> dict[DataCategory, Used]:
    own = Project.objects.get(pk=project.id)
    return {used.category: used for used in usage([own], now).projects[0].used}


JANUARY = 1_767_225_600.0
"""The first of January 2026; the month has 31 days."""
DAY = 86_400.0


def test_usage_counts_this_month_and_the_last(project: TestProject) -> None:
    kept(project, JANUARY - 40 * DAY, 1000)
    kept(project, JANUARY - DAY, 7)
    kept(project, JANUARY + DAY, 3)
    kept(project, JANUARY + DAY, 2, "default")

    used = used_in(project, JANUARY + 2 * DAY)[DataCategory.ERROR]

    assert (used.this_month, used.last_month) == (5, 7)


def test_the_forecast_goes_on_as_before(project: TestProject) -> None:
    kept(project, JANUARY + DAY, 100)

    assert used_in(project, JANUARY + 3.1 * DAY)[DataCategory.ERROR].forecast == 1000


def test_the_first_hours_of_a_month_foretell_nothing(project: TestProject) -> None:
    kept(project, JANUARY, 100)

    assert used_in(project, JANUARY + 3600)[DataCategory.ERROR].forecast is None


def test_a_quota_that_will_not_last_is_marked(project: TestProject) -> None:
    limits = Limits((CategoryLimit(DataCategory.ERROR, quota=500),))
    save_section(Project.objects.get(pk=project.id), limits)
    kept(project, JANUARY + DAY, 100)

    used = used_in(project, JANUARY + 3.1 * DAY)[DataCategory.ERROR]

    assert (used.share, used.will_not_last) == (0.2, True)


def test_december_follows_into_another_year() -> None:
    december = month_of(JANUARY - DAY).timestamp()
    passed = usage([], december + 15.5 * DAY)

    assert passed.elapsed == pytest.approx(0.5)
    assert passed.month == month_of(JANUARY) - timedelta(days=31)


def test_the_usage_page_names_each_project(
    browser: httpx.Client, project: TestProject, app: App
) -> None:
    kept(project, app.clock.now(), 1234)

    page = visible_text(browser.get("/settings/usage/").text)

    assert f"{Project.objects.get(pk=project.id).name} Limits" in page
    assert "Errors and messages 1.2k" in page


def test_every_section_can_be_found_by_what_it_is_about() -> None:
    sections = (*PERSONAL_SECTIONS, *ORGANIZATION_SECTIONS, *PROJECT_SECTIONS)
    assert [route for _, route in sections if not WORDS.get(route)] == []
