"""Programs with @sentry/node, whose two major versions speak differently."""

import os
import subprocess

import pytest
from e2e.running import HERE, Issue, SeismoServer, Target, installed_sdk
from support.app import wait_until

pytestmark = pytest.mark.slow

ISSUES = {
    "message": "The stock is below the minimum",
    "chained": "Error: checkout failed",
    "uncaught": "RangeError: order 2 has no pieces",
}


@pytest.fixture(scope="module", params=["node-10.78.0", "node-11.12.0"])
def issues(request: pytest.FixtureRequest, seismo: SeismoServer) -> dict[str, Issue]:
    """The issues that one run of the program makes, by title."""
    sdk = installed_sdk(request.param)
    target: Target = seismo.project(request.param, "node")
    done = subprocess.run(
        ["node", "app.cjs"],
        cwd=HERE / "node_app",
        env=os.environ | {"SENTRY_DSN": target.dsn, "NODE_PATH": str(sdk / "node_modules")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "RangeError" in done.stderr
    wait_until(
        lambda: len(seismo.issues(target)) >= len(ISSUES),
        f"{len(ISSUES)} issues, not {seismo.issues(target)}",
    )
    return {issue.title: issue for issue in seismo.issues(target)}


def test_each_failure_is_an_issue_with_its_title(issues: dict[str, Issue]) -> None:
    assert set(issues) == set(ISSUES.values())


def test_the_culprit_of_an_uncaught_error_is_the_function_that_threw(
    issues: dict[str, Issue],
) -> None:
    assert issues[ISSUES["uncaught"]].culprit == "unitPrice(app)"
