"""What people set for a project or for a whole organization, in sections.

A section is a frozen struct of `seismo.model.project` whose fields all have defaults. Only what was saved is
kept, as JSON, so a field that a later version adds begins with its default, and one that it drops is ignored.
"""

from typing import Any, TypeAlias, TypeVar

import msgspec
from django.db import transaction

from seismo.catalog.models import Organization, Project
from seismo.model.access import Membership
from seismo.model.project import (
    Filters,
    Grouping,
    Lifecycle,
    Limits,
    NewProjects,
    OrganizationScrubbing,
    Ownership,
    Scrubbing,
)
from seismo.model.retention import Retention
from seismo.model.sign_in import SignIn

Owner: TypeAlias = Project | Organization
Section = TypeVar("Section", bound=msgspec.Struct)

NAMES: dict[type[msgspec.Struct], str] = {
    Scrubbing: "scrubbing",
    OrganizationScrubbing: "organization_scrubbing",
    Grouping: "grouping",
    Retention: "retention",
    Filters: "filters",
    Lifecycle: "lifecycle",
    Ownership: "ownership",
    Limits: "limits",
    SignIn: "sign_in",
    Membership: "membership",
    NewProjects: "new_projects",
}
"""Under which name a section is stored: never change one."""


def section(owner: Owner, kind: type[Section]) -> Section:
    """The owner's section, with the defaults for what was never set."""
    return section_of(owner.settings, kind)


def section_of(settings: dict[str, Any], kind: type[Section]) -> Section:
    """The section out of a `settings` column that was read without its owner."""
    return msgspec.convert(settings.get(NAMES[kind], {}), kind)


def save_section(owner: Owner, value: msgspec.Struct) -> None:
    """Replace one section; the others stay as they are in the database, whatever `owner` holds."""
    with transaction.atomic():
        fresh = type(owner)._default_manager.select_for_update().get(pk=owner.pk)
        fresh.settings[NAMES[type(value)]] = msgspec.to_builtins(value)
        fresh.save(update_fields=["settings"])
    owner.settings = fresh.settings
