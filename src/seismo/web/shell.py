"""What the frame around every page shows: navigation, theme, projects."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from seismo.catalog.access import Access
from seismo.catalog.lookups import Given, Values
from seismo.catalog.models import Issue, Organization, Project, User
from seismo.catalog.prepared import Prepared
from seismo.model.access import Permission
from seismo.model.issue import Status
from seismo.web import periods
from seismo.web.http import find_access, memberships

COUNTED_UP_TO = 9_999

ELSEWHERE = {"settings": ("/preferences/",)}
"""Where the pages of an entry are, apart from its own address."""


_OPEN_ISSUES = Prepared(
    lambda: Issue.objects.filter(
        project_id__among=Given("projects"), status=Status.UNRESOLVED
    ).values_list("pk")[: COUNTED_UP_TO + 1]
)

CARRIED = {"issues": ("project", "environment", *periods.FIELDS)}
"""What the address of a page hands on to an entry."""


@dataclass(frozen=True, slots=True)
class NavEntry:
    label: str
    icon: str
    url: str
    current: bool
    key: str
    """Pressed after `g`, it opens the page."""
    counts_issues: bool = False


class Shell:
    """Lazy: a page that does not draw a part does not pay for it."""

    def __init__(self, request: HttpRequest) -> None:
        user = getattr(request, "user", None)
        self.user: User | None = user if isinstance(user, User) else None
        self.path = request.path
        self._request = request

    @property
    def theme(self) -> str:
        return self.user.theme if self.user else ""

    @property
    def time_zone(self) -> str:
        return self.user.time_zone if self.user else ""

    @cached_property
    def nav(self) -> list[NavEntry]:
        return [
            self._entry("Issues", "bug", "issues", "i", counts_issues=True),
            self._entry("Projects", "folder", "projects", "b"),
            self._entry("Stats", "chart-column", "stats", "n"),
            self._entry("Settings", "settings", "settings", "s"),
        ]

    def _entry(
        self, label: str, icon: str, name: str, key: str, *, counts_issues: bool = False
    ) -> NavEntry:
        url = reverse(name)
        places = (url, *ELSEWHERE.get(name, ()))
        is_current = self.path.startswith(places)
        return NavEntry(label, icon, url + self._carried(name), is_current, key, counts_issues)

    def _carried(self, name: str) -> str:
        """Project, environment and time stay chosen from page to page, where a page knows them."""
        given = self._request.GET
        chosen = {key: given[key] for key in CARRIED.get(name, ()) if given.get(key)}
        return f"?{urlencode(chosen)}" if chosen else ""

    @cached_property
    def may(self) -> "May":
        return May(find_access(self._request))

    @property
    def organization(self) -> Organization | None:
        access = find_access(self._request)
        return access.organization if access else None

    @property
    def organizations(self) -> list[Organization]:
        return [member.organization for member in memberships(self._request)]

    @property
    def shows_organizations(self) -> bool:
        """Whether there is something to choose: other organizations, or making one."""
        if self.user is None or self.organization is None:
            return False
        return self.user.is_superuser or len(self.organizations) > 1

    @property
    def projects(self) -> list[Project]:
        access = find_access(self._request)
        return access.projects if access else []

    @cached_property
    def open_issues(self) -> int:
        """Counted no further than people read."""
        return _OPEN_ISSUES.count(projects=Values([project.pk for project in self.projects]))


class May:
    """`{% if shell.may.triage %}`: whether the user may do it in the whole organization."""

    def __init__(self, access: Access | None) -> None:
        self._access = access

    def __getitem__(self, name: str) -> bool:
        return self._access is not None and self._access.may(Permission(name))


def shell(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}
