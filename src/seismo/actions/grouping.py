"""Changing what a project is grouped by."""

from django.db import transaction

from seismo.actions.permission import require
from seismo.catalog.audit import note
from seismo.catalog.models import Project, User
from seismo.catalog.settings import save_section, section
from seismo.digest.grouping import VERSIONS, RuleProblems, rule_problems
from seismo.model.access import Permission
from seismo.model.audit import AuditEvent
from seismo.model.project import Grouping, PreviousGrouping

KEPT_TOGETHER = 14 * 86_400.0
"""Seconds for which the hashes from before a change are looked up behind the new ones."""


class InvalidRules(Exception):
    def __init__(self, problems: RuleProblems) -> None:
        super().__init__("some lines are no rules")
        self.problems = problems


def change_grouping(
    user: User, project: Project, version: str, own: Grouping, *, together_from: float | None
) -> None:
    """Raises PermissionDenied, InvalidRules, and ValueError for an unknown version.

    `together_from` is the time of the change, in unix seconds, when issues that exist shall go on
    under their new hashes; None lets events that hash otherwise begin new issues at once. What
    `own` says of the previous grouping does not count.
    """
    access = require(user, project, Permission.MANAGE_PROJECT)
    if version not in VERSIONS:
        raise ValueError(f"there is no grouping version {version}")
    problems = rule_problems(own.fingerprint, own.stacktrace)
    if problems.fingerprint or problems.stacktrace:
        raise InvalidRules(problems)
    with transaction.atomic():
        before = Project.objects.select_for_update().get(pk=project.pk)
        old = section(before, Grouping)
        previous = old.previous
        if (version, own.stacktrace) != (before.grouping_version, old.stacktrace):
            previous = None
            if together_from is not None:
                until = together_from + KEPT_TOGETHER
                previous = PreviousGrouping(before.grouping_version, old.stacktrace, until)
        Project.objects.filter(pk=project.pk).update(grouping_version=version)
        save_section(project, Grouping(own.fingerprint, own.stacktrace, previous))
        facts = {"section": "grouping", "version": version}
        note(user, access.organization, AuditEvent.PROJECT_EDIT, project.slug, **facts)
    project.grouping_version = version
