"""Changing what is removed from the items of a project, or of all of an organization."""

from seismo.actions.settings import change_section
from seismo.catalog.models import Organization, Project, User
from seismo.digest.scrub.advanced.language import Problem, parse_rules
from seismo.model.project import OrganizationScrubbing, Scrubbing


class InvalidScrubbingRules(Exception):
    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("some lines are no rules")
        self.problems = problems


def change_scrubbing(user: User, project: Project, value: Scrubbing) -> None:
    """Raises PermissionDenied and InvalidScrubbingRules."""
    _require_rules(value.rules)
    change_section(user, project, value)


def change_organization_scrubbing(
    user: User, organization: Organization, value: OrganizationScrubbing
) -> None:
    """Raises PermissionDenied and InvalidScrubbingRules."""
    _require_rules(value.rules)
    change_section(user, organization, value)


def _require_rules(text: str) -> None:
    problems = parse_rules(text).problems
    if problems:
        raise InvalidScrubbingRules(problems)
