"""What ingest and digest need to know about a project."""

import msgspec

from seismo.model.ids import ProjectId, ProjectKeyId
from seismo.model.outcome import DataCategory
from seismo.model.release import Scheme


class Rate(msgspec.Struct, frozen=True):
    """How much may come in."""

    count: int
    """Items during one window; 0 refuses all."""
    seconds: int
    """The length of a window."""


class CategoryLimit(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a project takes of the data categories that are counted together."""

    category: DataCategory
    """A key of `LIMITED_TOGETHER`."""
    rate: Rate | None = None
    quota: int | None = None
    """Items that are kept in one calendar month (UTC)."""


LIMITED_TOGETHER: dict[DataCategory, tuple[DataCategory, ...]] = {
    DataCategory.ERROR: (DataCategory.ERROR, DataCategory.DEFAULT, DataCategory.SECURITY),
    DataCategory.TRANSACTION: (DataCategory.TRANSACTION,),
    DataCategory.SPAN: (DataCategory.SPAN,),
    DataCategory.LOG_ITEM: (DataCategory.LOG_ITEM,),
    DataCategory.TRACE_METRIC: (DataCategory.TRACE_METRIC,),
    DataCategory.SESSION: (DataCategory.SESSION,),
    DataCategory.ATTACHMENT: (DataCategory.ATTACHMENT,),
    DataCategory.PROFILE: (
        DataCategory.PROFILE,
        DataCategory.PROFILE_CHUNK,
        DataCategory.PROFILE_CHUNK_UI,
    ),
    DataCategory.REPLAY: (DataCategory.REPLAY,),
    DataCategory.MONITOR: (DataCategory.MONITOR,),
    DataCategory.FEEDBACK: (DataCategory.FEEDBACK,),
}
"""What has limits. An event item shows only in digest whether it is an error or a message, so these two,
and the reports of browsers, share theirs."""


class Limits(msgspec.Struct, frozen=True):
    """What a project takes; without an entry a category has no limit."""

    categories: tuple[CategoryLimit, ...] = ()


class QuotaUsage(msgspec.Struct, frozen=True):
    """What a project has kept this month of the categories that share a quota."""

    category: DataCategory
    quota: int
    used: int
    as_of: float
    """Unix seconds; `used` is of the month of this moment."""


class ProjectKey(msgspec.Struct, frozen=True):
    """The key inside a DSN."""

    id: ProjectKeyId
    project_id: ProjectId
    public_key: str
    is_active: bool
    rate: Rate | None = None
    """For errors, messages and security reports that name this key."""
    limits: Limits = Limits()
    """The project's own."""
    quotas: tuple[QuotaUsage, ...] = ()
    """The project's own."""

    @property
    def has_limits(self) -> bool:
        return bool(self.rate or self.limits.categories or self.quotas)


class Scrubbing(msgspec.Struct, frozen=True):
    """Which rules remove secrets before anything is stored (semantics.md section 3)."""

    enabled: bool = True
    """Without it nothing is removed at all."""
    defaults: bool = True
    """The rules that know secrets by their names and shapes."""
    ip_addresses: bool = False
    """Whether IP addresses are removed, too."""
    sensitive_fields: tuple[str, ...] = ()
    """Further names: a key or value that contains one, in any case, is removed."""
    safe_fields: tuple[str, ...] = ()
    """Key names, in any case, and selectors: nothing there is touched but by advanced rules."""
    rules: str = ""
    """Advanced rules, one a line."""
    organization_rules: str = ""
    """Those of the organization, which run first. Never a project's own setting: see `within`."""


class OrganizationScrubbing(msgspec.Struct, frozen=True):
    """What an organization adds to the scrubbing of each of its projects."""

    require_enabled: bool = False
    """No project may turn scrubbing off; so for the next two."""
    require_defaults: bool = False
    require_ip_addresses: bool = False
    sensitive_fields: tuple[str, ...] = ()
    safe_fields: tuple[str, ...] = ()
    rules: str = ""


def within(organization: OrganizationScrubbing, project: Scrubbing) -> Scrubbing:
    """The rules that hold for a project of the organization."""
    return Scrubbing(
        enabled=project.enabled or organization.require_enabled,
        defaults=project.defaults or organization.require_defaults,
        ip_addresses=project.ip_addresses or organization.require_ip_addresses,
        sensitive_fields=organization.sensitive_fields + project.sensitive_fields,
        safe_fields=organization.safe_fields + project.safe_fields,
        rules=project.rules,
        organization_rules=organization.rules,
    )


class NewProjects(msgspec.Struct, frozen=True):
    """What the projects begin with that an organization makes."""

    like: int | None = None
    """The id of the project whose settings they begin with; None, or one that is gone: the defaults."""


class PreviousGrouping(msgspec.Struct, frozen=True):
    """What a project was grouped by before its last change, and how long that still counts."""

    version: str
    stacktrace: str
    until: float
    """Unix seconds."""


class Grouping(msgspec.Struct, frozen=True):
    """What a project adds to its grouping version, as the text that a person edits."""

    fingerprint: str = ""
    """Fingerprint rules, one a line."""
    stacktrace: str = ""
    """Stack trace rules, one a line."""
    previous: PreviousGrouping | None = None


class Lifecycle(msgspec.Struct, frozen=True):
    """What becomes of a project's issues by itself (semantics.md section 2)."""

    releases: Scheme = Scheme.AUTOMATIC
    """What its releases are ordered by."""
    resolve_after: int | None = None
    """Hours after which an issue that nobody sees any more counts as resolved; None is never."""


class Ownership(msgspec.Struct, frozen=True):
    """Whose work which events are."""

    rules: str = ""
    """One a line, as a person edits them: see `seismo.digest.ownership`."""
    is_assigning: bool = True


class Filters(msgspec.Struct, frozen=True):
    """What is dropped although it can be read (semantics.md section 4.1).

    A pattern matches the whole text, in any case; `*` stands for any text and `?` for one character.
    """

    health_checks: bool = True
    """Transactions whose name is that of a health check."""
    hydration_errors: bool = True
    """Errors of React about a page that the server rendered otherwise."""
    chunk_load_errors: bool = True
    """Errors of a browser that cannot load a part of the application."""
    browser_extensions: bool = False
    web_crawlers: bool = False
    localhost: bool = False
    legacy_browsers: tuple[str, ...] = ()
    """Names of `LEGACY_BROWSERS`: what is older than its version there is dropped."""
    addresses: tuple[str, ...] = ()
    """IP addresses and networks (CIDR) of senders."""
    releases: tuple[str, ...] = ()
    """Patterns."""
    error_messages: tuple[str, ...] = ()
    """Patterns for messages, and for `Type: value` of each exception."""
    csp_sources: tuple[str, ...] = ()
    """Origins such as `https://*.example.com:8000`; `*` stands for any scheme, host or port."""
    log_messages: tuple[str, ...] = ()
    """Patterns."""
    metric_names: tuple[str, ...] = ()
    """Patterns."""


LEGACY_BROWSERS: dict[str, int] = {
    "ie": 12,
    "edge": 111,
    "chrome": 111,
    "firefox": 111,
    "safari": 16,
    "opera": 100,
    "opera_mini": 35,
    "android": 4,
}
"""The first major version of each browser that is not old."""


class ProjectRules(msgspec.Struct, frozen=True):
    """The rules of one project, fetched once for a batch of records."""

    project_id: ProjectId
    grouping_version: str
    scrubbing: Scrubbing = Scrubbing()
    grouping: Grouping = Grouping()
    filters: Filters = Filters()
    ownership: str = ""
    """The rules by which issues are assigned."""
    discarded: frozenset[str] = frozenset()
    """Grouping hashes whose events are dropped."""
