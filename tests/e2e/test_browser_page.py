"""A page in a real Chromium that sends across origins with @sentry/browser."""

import json
import shutil
from pathlib import Path

import pytest
from e2e.running import HERE, Issue, SeismoServer, installed_sdk
from support.app import wait_until
from support.chromium import chromium
from support.site import served

pytestmark = [pytest.mark.slow, pytest.mark.browser]

TITLES = {
    "The stock is below the minimum",
    "RangeError: order 2 has no pieces",
    "TypeError: the bank is no function",
}


def visit(url: str, dsn: str) -> None:
    """Open the page, press its button, and wait until the SDK has sent everything."""
    with chromium() as browser:
        page = browser.new_page()
        page.add_init_script(f"window.SHOP_DSN = {json.dumps(dsn)}")
        page.goto(url)
        page.click("#pay")
        assert page.evaluate("Sentry.flush(180_000)")


@pytest.fixture(scope="module")
def issues(seismo: SeismoServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Issue]:
    """The issues that one visit of the page makes, by title."""
    site = Path(tmp_path_factory.mktemp("site"))
    shutil.copy(installed_sdk("browser-11.12.0") / "sentry.js", site)
    shutil.copy(HERE / "pages" / "checkout.html", site)
    target = seismo.project("Web shop", "javascript")
    with served(site) as url:
        visit(f"{url}/checkout.html", target.dsn)
    wait_until(
        lambda: len(seismo.issues(target)) >= len(TITLES),
        f"{len(TITLES)} issues, not {seismo.issues(target)}",
    )
    return {issue.title: issue for issue in seismo.issues(target)}


def test_each_failure_of_the_page_is_an_issue_with_its_title(issues: dict[str, Issue]) -> None:
    assert set(issues) == TITLES


def test_the_culprit_of_an_uncaught_error_is_the_function_that_threw(
    issues: dict[str, Issue],
) -> None:
    assert issues["RangeError: order 2 has no pieces"].culprit == "pay(/checkout.html)"
