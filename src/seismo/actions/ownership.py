"""Saying whose work which events are."""

from seismo.actions.settings import change_section
from seismo.catalog.models import Project, User
from seismo.catalog.owning import owners_in
from seismo.digest.grouping.rule_lines import Problem
from seismo.digest.ownership import ownership_rules
from seismo.model.project import Ownership


class InvalidRules(Exception):
    """Some lines are no rules, or name nobody; `problems_of` tells which."""


def change_ownership(user: User, project: Project, own: Ownership) -> None:
    """Raises PermissionDenied and InvalidRules."""
    if problems_of(project, own.rules):
        raise InvalidRules
    change_section(user, project, own)


def problems_of(project: Project, text: str) -> list[Problem]:
    """The lines that are no rules, and the owners that the organization does not know."""
    read = ownership_rules(text)
    known = owners_in(project.organization_id)
    lines = text.split("\n")
    unknown = [
        Problem(
            rule.line,
            lines[rule.line - 1].lower().rfind(owner) + 1,
            f"nobody here is called `{owner}`",
            "invite them, or make the team, first",
        )
        for rule in read.rules
        for owner in rule.owners
        if owner not in known
    ]
    return sorted([*read.problems, *unknown], key=lambda problem: (problem.line, problem.column))
