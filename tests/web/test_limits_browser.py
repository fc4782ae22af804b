"""Stats and the settings of keys, filters and limits in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from support.app import PASSWORD, App, TestProject
from support.chromium import LOOKS, chromium, faults

from seismo.catalog import outcomes
from seismo.catalog.models import Project, ProjectKey
from seismo.catalog.settings import save_section
from seismo.model.ids import ProjectId
from seismo.model.outcome import DataCategory
from seismo.model.project import CategoryLimit, Filters, Limits, Rate

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ["", "stats/", "settings/keys/", "settings/filters/", "settings/limits/"]
REASONS = ("", "localhost", "key_quota", "duplicate", "client_sample_rate", "internal")


@pytest.fixture(scope="module")
def browser_itself() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module", params=LOOKS.values(), ids=LOOKS.keys())
def page(app: App, browser_itself: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A signed-in page of one width and scheme."""
    viewport, scheme = request.param
    with browser_itself.new_context(
        base_url=app.url, viewport=viewport, color_scheme=scheme
    ) as context:
        page = context.new_page()
        page.goto("/login/")
        page.fill("input[name=email]", "owner@example.test")
        page.fill("input[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/login/" not in url)
        yield page


@pytest.fixture(scope="module")
def busy(app: App) -> TestProject:
    """A project with every outcome, two keys, and a quota that runs out."""
    project = app.project()
    second = ProjectKey.objects.create(project_id=project.id, public_key="7" * 32, label="Second")
    hour = outcomes.hour_of(app.clock.now())
    own = ProjectId(project.id)
    outcomes.add(
        {
            outcomes.Cell(own, second.pk, hour - back * 3600, "error", reason): 40 + back
            for back in range(20)
            for reason in REASONS
        }
    )
    owner = Project.objects.get(pk=project.id)
    save_section(owner, Limits((CategoryLimit(DataCategory.ERROR, Rate(5, 60), 900),)))
    save_section(owner, Filters(legacy_browsers=("ie",), releases=("shop@1.*",)))
    return project


@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_used_by_everybody(page: Page, busy: TestProject, path: str) -> None:
    page.goto(f"/projects/{busy.slug}/{path}")
    page.evaluate("document.querySelectorAll('details').forEach((part) => part.open = true)")
    assert faults(page) == []


def test_the_stats_of_all_projects_can_be_used_by_everybody(page: Page, busy: TestProject) -> None:
    page.goto("/stats/")
    assert faults(page) == []
