from seismo.catalog.models.audit import AuditEntry
from seismo.catalog.models.issue import (
    GroupingHash,
    Issue,
    IssueChange,
    IssueEnvironment,
    MergedNumber,
)
from seismo.catalog.models.ledger import OutcomeCount, Progress, QuotaNotice
from seismo.catalog.models.monitor import Monitor
from seismo.catalog.models.organization import (
    Invitation,
    Member,
    Organization,
    SetupLink,
    Team,
    TeamMember,
)
from seismo.catalog.models.project import (
    EnvironmentName,
    FormerSlug,
    Project,
    ProjectKey,
    ReleaseName,
)
from seismo.catalog.models.removal import Discard, DiscardedHash, Removal
from seismo.catalog.models.search import PinnedSearch, RecentSearch, SavedSearch
from seismo.catalog.models.token import ApiToken
from seismo.catalog.models.triage import (
    Bookmark,
    Comment,
    Subscription,
    SubscriptionReason,
    UndoStep,
)
from seismo.catalog.models.upkeep import Chore, Regrouped, StoredDay, ToldThrough
from seismo.catalog.models.user import Theme, User

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Bookmark",
    "Chore",
    "Comment",
    "Discard",
    "DiscardedHash",
    "EnvironmentName",
    "FormerSlug",
    "GroupingHash",
    "Invitation",
    "Issue",
    "IssueChange",
    "IssueEnvironment",
    "Member",
    "MergedNumber",
    "Monitor",
    "Organization",
    "OutcomeCount",
    "PinnedSearch",
    "Progress",
    "Project",
    "ProjectKey",
    "QuotaNotice",
    "RecentSearch",
    "Regrouped",
    "ReleaseName",
    "Removal",
    "SavedSearch",
    "SetupLink",
    "StoredDay",
    "Subscription",
    "SubscriptionReason",
    "Team",
    "TeamMember",
    "Theme",
    "ToldThrough",
    "UndoStep",
    "User",
]
