"""The settings pages for filters and for limits: what is saved is what works."""

import httpx
import pytest
from support.app import TestProject, visible_text

from seismo.catalog.models import Project
from seismo.catalog.settings import section
from seismo.model.outcome import DataCategory
from seismo.model.project import CategoryLimit, Filters, Limits, Rate


def page_of(project: TestProject, name: str) -> str:
    return f"/projects/{project.slug}/settings/{name}/"


def saved(project: TestProject, kind: type[Filters] | type[Limits]) -> Filters | Limits:
    return section(Project.objects.get(pk=project.id), kind)


def test_the_filters_of_a_new_project_are_shown_as_they_work(
    project: TestProject, browser: httpx.Client
) -> None:
    page = browser.get(page_of(project, "filters")).text
    assert page.count(" checked") == 3


def test_filters_are_saved_as_they_are_chosen(project: TestProject, browser: httpx.Client) -> None:
    form = {
        "localhost": "on",
        "legacy_browsers": ["ie", "safari"],
        "releases": "shop@1.*\r\n\r\n shop@2.* \r\nshop@1.*",
        "addresses": "203.0.113.7\n2001:db8::/32",
    }
    browser.post(page_of(project, "filters"), data=form)
    assert saved(project, Filters) == Filters(
        health_checks=False,
        hydration_errors=False,
        chunk_load_errors=False,
        localhost=True,
        legacy_browsers=("ie", "safari"),
        releases=("shop@1.*", "shop@2.*"),
        addresses=("203.0.113.7", "2001:db8::/32"),
    )
    assert "shop@1.*\nshop@2.*" in browser.get(page_of(project, "filters")).text


def test_an_address_that_is_none_is_named_by_its_line(
    project: TestProject, browser: httpx.Client
) -> None:
    form = {"addresses": "203.0.113.7\nshop.example.com"}
    answer = browser.post(page_of(project, "filters"), data=form)
    assert answer.status_code == 422
    assert "Line 2: this is no IP address" in visible_text(answer.text)
    assert saved(project, Filters) == Filters()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x" * 501, "Line 1: it is longer than 500 characters."),
        ("\n".join(map(str, range(201))), "There are 201 entries; 200 are possible."),
    ],
    ids=["long", "many"],
)
def test_a_list_has_an_end(
    project: TestProject, browser: httpx.Client, text: str, complaint: str
) -> None:
    answer = browser.post(page_of(project, "filters"), data={"releases": text})
    assert complaint in visible_text(answer.text)


def limits_form(**fields: str) -> dict[str, str]:
    seconds = {
        f"{category}_seconds": "60"
        for category in (
            *("error", "transaction", "span", "log_item", "trace_metric", "session"),
            *("attachment", "profile", "replay", "monitor", "feedback"),
        )
    }
    return seconds | fields


def test_limits_are_saved_for_the_kinds_that_have_one(
    project: TestProject, browser: httpx.Client
) -> None:
    form = limits_form(error_count="10", error_quota="5000", span_count="0", span_seconds="3600")
    page = browser.post(page_of(project, "limits"), data=form)
    assert "Saved." in visible_text(page.text)
    assert saved(project, Limits) == Limits(
        (
            CategoryLimit(DataCategory.ERROR, Rate(10, 60), 5000),
            CategoryLimit(DataCategory.SPAN, Rate(0, 3600)),
        )
    )
    assert 'value="5000"' in page.text


def test_a_limit_that_is_no_number_is_named(project: TestProject, browser: httpx.Client) -> None:
    answer = browser.post(page_of(project, "limits"), data=limits_form(error_count="many"))
    assert answer.status_code == 422
    assert "Enter a whole number." in answer.text
    assert saved(project, Limits) == Limits()


def test_a_wrong_quota_is_complained_about_where_it_stands(
    project: TestProject, browser: httpx.Client
) -> None:
    page = browser.post(page_of(project, "limits"), data=limits_form(error_quota="many"))

    cell = page.text.partition('data-label="Monthly quota"')[2].partition("</td>")[0]
    assert "Enter a whole number." in cell
