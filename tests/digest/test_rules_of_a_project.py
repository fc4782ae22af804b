"""A project's own grouping rules at work, from the envelope to the issue."""

from support.app import App, TestProject, error

from seismo.catalog.models import Issue, Project
from seismo.catalog.settings import save_section
from seismo.model.project import Grouping, PreviousGrouping

VERBATIM = "newstyle-verbatim:2026-11"


def titles(project: TestProject) -> list[str]:
    found = Issue.objects.filter(project_id=project.id).order_by("number")
    return list(found.values_list("title", flat=True))


def save(project: TestProject, grouping: Grouping) -> None:
    save_section(Project.objects.get(pk=project.id), grouping)


def test_a_fingerprint_rule_parts_and_joins_errors_and_names_their_issue(
    app: App, project: TestProject
) -> None:
    text = 'tags.shard:* -> shard, {{ tags.shard }} title="Shard {{ tags.shard }} fails"'
    save(project, Grouping(fingerprint=text))

    app.send(project, error(function="pay", tags={"shard": "1"}))
    app.send(project, error(function="refund", tags={"shard": "1"}))
    app.send(project, error(function="pay", tags={"shard": "2"}))

    assert titles(project) == ["Shard 1 fails", "Shard 2 fails"]


def test_a_stack_trace_rule_joins_errors(app: App, project: TestProject) -> None:
    save(project, Grouping(stacktrace="function:pay_* -group"))

    app.send(project, error("no 1", function="pay_1"))
    app.send(project, error("no 2", function="pay_2"))

    assert len(titles(project)) == 1


def test_a_line_that_is_no_rule_stops_no_event(app: App, project: TestProject) -> None:
    save(project, Grouping(fingerprint="typ:x\ntype:ValueError -> one", stacktrace="["))

    app.send(project, error(function="pay"))
    app.send(project, error(function="refund"))

    assert len(titles(project)) == 1


def message(text: str) -> dict[str, object]:
    return {"message": text, "level": "error"}


def test_an_issue_goes_on_under_its_new_hashes(app: App, project: TestProject) -> None:
    app.send(project, message("order 1 failed"))
    previous = PreviousGrouping("newstyle:2026-11", "", until=app.clock.now() + 60)
    Project.objects.filter(pk=project.id).update(grouping_version=VERBATIM)
    save(project, Grouping(previous=previous))
    app.send(project, message("order 1 failed"))

    save(project, Grouping())
    app.send(project, message("order 1 failed"))
    app.send(project, message("order 2 failed"))

    assert titles(project) == ["order 1 failed", "order 2 failed"]
