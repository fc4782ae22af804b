from typing import Any

import msgspec
import pytest

from seismo.digest.grouping import (
    LATEST,
    VERSIONS,
    earlier_hashes,
    explain,
    group,
    grouping_rules,
    mark_in_app,
    rule_problems,
    rules_of,
)
from seismo.model.event import Event
from seismo.model.ids import ProjectId
from seismo.model.project import Grouping, PreviousGrouping, ProjectRules

VERBATIM = "newstyle-verbatim:2026-11"
NOW = 1_000.0


def event(**fields: Any) -> Event:
    return msgspec.convert(
        {"event_id": "0" * 32, "timestamp": NOW, "received": NOW, **fields}, Event
    )


def message(text: str) -> Event:
    return event(logentry={"formatted": text})


def project(version: str, previous: PreviousGrouping | None = None, **own: str) -> ProjectRules:
    return ProjectRules(ProjectId(1), version, grouping=Grouping(previous=previous, **own))


def test_messages_count_as_they_are_in_the_verbatim_version() -> None:
    one, other = message("order 1 failed"), message("order 2 failed")

    assert group(one, grouping_rules(LATEST)) == group(other, grouping_rules(LATEST))
    assert group(one, grouping_rules(VERBATIM)) != group(other, grouping_rules(VERBATIM))


def test_variables_of_fingerprints_count_as_they_are_in_the_verbatim_version() -> None:
    rules = grouping_rules(VERBATIM, "message:* -> {{ message }}")

    assert group(message("order 1"), rules) != group(message("order 2"), rules)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_explains_what_it_groups(version: str) -> None:
    rules = grouping_rules(version)

    assert explain(message("order 1"), rules).hashes == group(message("order 1"), rules).hashes
    assert explain(message("order 1"), rules).version == version


def test_the_version_before_is_looked_up_for_a_while() -> None:
    before = PreviousGrouping(VERBATIM, "", until=NOW + 1)
    verbatim = group(message("order 1"), grouping_rules(VERBATIM)).hashes

    assert earlier_hashes(message("order 1"), project(LATEST, before)) == verbatim


def test_the_version_before_is_looked_up_no_longer_than_that() -> None:
    before = PreviousGrouping(VERBATIM, "", until=NOW)

    assert earlier_hashes(message("order 1"), project(LATEST, before)) == ()


def test_a_version_before_that_is_no_more_is_passed_over() -> None:
    before = PreviousGrouping("newstyle:1999-01", "", until=NOW + 1)

    assert earlier_hashes(message("order 1"), project(LATEST, before)) == ()


def test_without_a_change_nothing_else_is_looked_up() -> None:
    assert earlier_hashes(message("order 1"), project(LATEST)) == ()


def test_the_stack_trace_rules_before_are_looked_up() -> None:
    frames = [{"function": name, "in_app": True} for name in "ab"]
    found = event(exception={"values": [{"type": "A", "stacktrace": {"frames": frames}}]})
    before = PreviousGrouping(LATEST, "", until=NOW + 1)
    now = project(LATEST, before, stacktrace="function:a -app")
    marked = mark_in_app(found, rules_of(now).stacks)

    assert group(marked, rules_of(now)) != group(found, grouping_rules(LATEST))
    assert earlier_hashes(marked, now) == group(mark_in_app(found), grouping_rules(LATEST)).hashes


def test_both_texts_are_checked() -> None:
    problems = rule_problems("type:a", "function:b -app\nfunction:b")

    assert [problem.line for problem in problems.fingerprint] == [1]
    assert [problem.line for problem in problems.stacktrace] == [2]
