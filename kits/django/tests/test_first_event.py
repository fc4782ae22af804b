"""Row C1: two lines in settings.py and a DSN, and the first error is an issue."""

from kit_support.server import Project
from kit_support.sites import Sites


def test_C1_an_error_of_a_view_is_an_issue(project: Project, sites: Sites) -> None:
    site = sites.start(SENTRY_DSN=project.dsn)
    site.get("/boom/")

    (issue,) = project.wait_for_issues()
    assert issue["title"] == "RuntimeError: boom"
