"""The frame around all settings: their sections, in groups and in one order."""

from dataclasses import dataclass
from functools import cached_property

from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse

from seismo.actions.settings import to_change
from seismo.catalog.access import Access
from seismo.catalog.models import Project
from seismo.model.access import Permission
from seismo.web.http import access, find_access

PROJECT_SECTIONS = (
    ("General", "project_general"),
    ("Teams", "project_teams"),
    ("Client keys", "project_keys"),
    ("Environments", "project_environments"),
    ("Issues", "project_issues"),
    ("Ownership", "project_ownership"),
    ("Grouping", "project_grouping"),
    ("Scrubbing", "project_scrubbing"),
    ("Filters", "project_filters"),
    ("Limits & quota", "project_limits"),
    ("Retention", "project_retention"),
    ("Danger zone", "project_danger"),
)
"""Label and route; each route takes the project's slug."""
PERSONAL_SECTIONS = (
    ("You", "preferences"),
    ("Notifications", "notifications"),
    ("Security", "security"),
    ("API tokens", "own_tokens"),
)
"""A person's own; they need no organization."""
ORGANIZATION_SECTIONS = (
    ("General", "organization_general"),
    ("Members", "members"),
    ("Teams", "teams"),
    ("Sign-in", "organization_sign_in"),
    ("API tokens", "organization_tokens"),
    ("Scrubbing", "organization_scrubbing"),
    ("Usage", "usage"),
    ("Storage", "storage"),
    ("Audit log", "audit_log"),
)
WORDS = {
    "preferences": "name, mail address, theme, sign out",
    "security": "password, second factor, authenticator app, passkeys, recovery codes, logins",
    "notifications": "mails, assigned, comments, mentions, which mails you get",
    "own_tokens": "auth tokens, API, sentry-cli, scopes, revoke",
    "organization_tokens": "auth tokens, API, CI, sentry-cli, source maps, releases, scopes, revoke",
    "organization_sign_in": "second factor for everybody, two-factor, security of accounts",
    "organization_general": "name, address, open membership, who makes projects, defaults of new projects",
    "members": "people, roles, invite somebody, invitations, remove, leave, two-factor",
    "teams": "teams, who is in them, which projects they own, join, leave",
    "audit_log": "who changed what and when, CSV",
    "organization_scrubbing": "secrets, passwords, IP addresses, privacy, rules of all projects",
    "usage": "events by project and kind, this month and the last, quota, forecast",
    "storage": "disk, bytes, budget, what takes the room",
    "project_general": "name, address, slug, platform, short ids",
    "project_teams": "teams that own it, who sees it, access, members",
    "project_keys": "DSN, client keys, rate limit of a key, switch a key off, endpoints",
    "project_environments": "hide and show environments, production, staging",
    "project_issues": "order of releases, semver, resolve by age, discarded issues, let in again",
    "project_ownership": "who gets which issues, owners, teams, code owners, CODEOWNERS, assign by rules",
    "project_grouping": "fingerprint rules, stack trace rules, how events become issues",
    "project_scrubbing": "secrets, passwords, credit cards, IP addresses, privacy, safe fields",
    "project_filters": "health checks, crawlers, localhost, extensions, old browsers, ignore errors",
    "project_limits": "rate limits, monthly quota, spikes, how much is taken",
    "project_retention": "days, how long data is kept, logs, replays, attachments",
    "project_danger": "delete the project, give it to another organization",
}
"""What a section is about, by its route: shown in the index and found by its search."""

NOT_FOR_ALL = {"audit_log": Permission.SEE_AUDIT_LOG}
"""Sections that are shown only with a permission."""


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url: str
    about: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The settings of one person, organization or project."""

    label: str
    entries: list[Entry]


@dataclass(frozen=True)
class Frame:
    groups: list[Group]
    project: Project | None
    can_change: bool
    """Others see the settings and cannot save them."""
    refusal: str
    """The sentence for those others."""
    saved: bool

    @cached_property
    def section(self) -> str:
        entries = (entry for group in self.groups for entry in group.entries)
        return next((entry.label for entry in entries if entry.current), "")


def project_frame(request: HttpRequest, project: Project, *forms: Form) -> Frame:
    """Who may not change the project sees the fields of the forms switched off."""
    return _frame(request, [_group(request, "", PROJECT_SECTIONS, project)], project, forms)


def organization_frame(request: HttpRequest, *forms: Form) -> Frame:
    """Around the settings of the person and of the organization. The forms are as in `project_frame`."""
    return _frame(request, _own_groups(request), None, forms)


def personal_frame(request: HttpRequest) -> Frame:
    """Around what is a person's own, and theirs to change."""
    return Frame(
        groups=_own_groups(request),
        project=None,
        can_change=True,
        refusal="",
        saved="saved" in request.GET,
    )


def every_group(request: HttpRequest) -> list[Group]:
    """All settings that there are: the person's, the organization's, and those of each project."""
    projects = access(request).projects
    of_projects = [_group(request, each.name, PROJECT_SECTIONS, each) for each in projects]
    return [*_own_groups(request), *of_projects]


def _own_groups(request: HttpRequest) -> list[Group]:
    own = _group(request, "You", PERSONAL_SECTIONS)
    person = find_access(request)
    if person is None:
        return [own]
    return [own, _group(request, person.organization.name, ORGANIZATION_SECTIONS)]


def _group(
    request: HttpRequest,
    label: str,
    sections: tuple[tuple[str, str], ...],
    project: Project | None = None,
) -> Group:
    """The current entry is the most exact: one page's address may begin with another's."""
    person = find_access(request)
    arguments = [project.slug] if project else []
    sections = tuple(each for each in sections if _is_shown(each[1], person))
    urls = [reverse(route, args=arguments) for _, route in sections]
    current = max((url for url in urls if request.path.startswith(url)), key=len, default="")
    entries = [
        Entry(name, url, WORDS.get(route, ""), url == current)
        for (name, route), url in zip(sections, urls, strict=True)
    ]
    return Group(label, entries)


def _is_shown(route: str, person: Access | None) -> bool:
    permission = NOT_FOR_ALL.get(route)
    return permission is None or (person is not None and person.may(permission))


def _frame(
    request: HttpRequest, groups: list[Group], project: Project | None, forms: tuple[Form, ...]
) -> Frame:
    person = access(request)
    permission = to_change(project or person.organization)
    can_change = person.may(permission, project)
    for field in (field for form in forms for field in form.fields.values()):
        field.disabled = not can_change
    return Frame(
        groups=groups,
        project=project,
        can_change=can_change,
        refusal=person.refusal(permission),
        saved="saved" in request.GET,
    )
