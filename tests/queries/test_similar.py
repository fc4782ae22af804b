"""Which issues are probably the same."""

import httpx
import pytest
from support.app import App, TestProject, error

from seismo.catalog.models import Issue
from seismo.queries.issues import name_of
from seismo.queries.similar import shared_words, similar_to


@pytest.mark.parametrize(
    ("one", "two", "share"),
    [
        ("order 41 failed", "order 42 failed", 1.0),
        ("order failed", "Order FAILED", 1.0),
        ("order failed", "order refused", 1 / 3),
        ("order", "timeout", 0.0),
        ("41", "42", 1.0),
        ("", "order", 0.0),
    ],
)
def test_numbers_and_case_tell_no_texts_apart(one: str, two: str, share: float) -> None:
    assert shared_words(one, two) == pytest.approx(share)


def issues(project: TestProject) -> list[Issue]:
    found = Issue.objects.filter(project_id=project.id).select_related("project")
    return list(found.order_by("pk"))


def test_the_same_message_from_another_place_is_similar(app: App, project: TestProject) -> None:
    app.send(project, error("order 41 failed", function="pay"))
    app.send(project, error("order 42 failed", function="ship"))
    app.send(project, error("no connection to the database", function="load"))
    first, second, _ = issues(project)

    assert [each.issue for each in similar_to(first)] == [second]


def test_another_type_at_another_place_is_not_similar(app: App, project: TestProject) -> None:
    app.send(project, error("order failed", kind="ValueError", function="pay"))
    app.send(project, error("order failed", kind="KeyError", function="ship"))

    assert similar_to(issues(project)[0]) == []


def test_what_is_similar_is_merged_by_one_click(
    app: App, browser: httpx.Client, project: TestProject
) -> None:
    for number, function in enumerate(("pay", "ship")):
        app.send(project, error(f"order {number} failed", function=function))
    first, second = issues(project)

    page = browser.get(f"/issues/{name_of(first)}/similar/").text
    assert f'name="other" value="{name_of(second)}"' in page
    browser.post(f"/issues/{name_of(first)}/merge/", data={"other": name_of(second)})

    assert issues(project) == [first]
