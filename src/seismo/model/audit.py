"""What the audit log tells: the names are those of Sentry, and are stored, so never change one."""

from enum import StrEnum

AUDIT_DAYS = 90
"""For how long an entry is kept."""


class AuditEvent(StrEnum):
    """What somebody did."""

    MEMBER_INVITE = "member.invite"
    MEMBER_REINVITE = "member.reinvite"
    MEMBER_ACCEPT_INVITE = "member.accept-invite"
    MEMBER_REVOKE_INVITE = "member.revoke-invite"
    MEMBER_ADD = "member.add"
    MEMBER_EDIT = "member.edit"
    MEMBER_REMOVE = "member.remove"
    MEMBER_JOIN_TEAM = "member.join-team"
    MEMBER_LEAVE_TEAM = "member.leave-team"
    ORG_CREATE = "org.create"
    ORG_EDIT = "org.edit"
    ORG_REMOVE = "org.remove"
    TEAM_CREATE = "team.create"
    TEAM_EDIT = "team.edit"
    TEAM_REMOVE = "team.remove"
    PROJECT_CREATE = "project.create"
    PROJECT_EDIT = "project.edit"
    PROJECT_REMOVE = "project.remove"
    PROJECT_TRANSFER = "project.accept-transfer"
    ISSUE_DELETE = "issue.delete"
    ISSUE_DISCARD = "issue.discard"
    ISSUE_ADMIT = "issue.admit"
    KEY_CREATE = "projectkey.create"
    KEY_EDIT = "projectkey.edit"
    KEY_ENABLE = "projectkey.enable"
    KEY_DISABLE = "projectkey.disable"
    OWNERSHIP_EDIT = "ownership-rule.edit"
    TOKEN_CREATE = "org-auth-token.create"  # noqa: S105 - a name
    TOKEN_REMOVE = "org-auth-token.remove"  # noqa: S105 - a name
