"""Names of issues, and what their titles say."""

from datetime import UTC, datetime

import pytest
from support.app import App, TestProject, error

from seismo.catalog.models import Issue
from seismo.queries.issues import find_issues, is_new, name_of, title_parts

MOMENT = datetime(2026, 11, 21, 22, 0, 3, 123457, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "metadata", "parts"),
    [
        ("KeyError: 'token'", {"type": "KeyError"}, ("KeyError", "'token'")),
        ("KeyError", {"type": "KeyError"}, ("KeyError", "")),
        ("note: read this", {}, ("note: read this", "")),
        ("<unknown>", {"type": None}, ("<unknown>", "")),
    ],
)
def test_a_title_is_a_type_and_a_message(
    title: str, metadata: dict[str, object], parts: tuple[str, str]
) -> None:
    assert title_parts(Issue(title=title, metadata=metadata)) == parts


@pytest.mark.parametrize(
    ("substatus", "days", "expected"),
    [("new", 1, True), ("new", 8, False), ("ongoing", 1, False), ("regressed", 1, False)],
)
def test_an_issue_is_new_for_a_week(substatus: str, days: int, *, expected: bool) -> None:
    issue = Issue(substatus=substatus, first_seen=MOMENT)

    assert is_new(issue, MOMENT.timestamp() + days * 86_400) is expected


def test_issues_are_found_by_their_short_ids_in_any_case(app: App, project: TestProject) -> None:
    app.send(project, error())
    issue = Issue.objects.select_related("project").get(project_id=project.id)

    found = find_issues(app.access(), [name_of(issue).lower(), "NOWHERE-1", "nonsense"])

    assert found == [issue]
