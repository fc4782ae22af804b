"""Who may open and post what: a row for each route. A new route gets its line here.

A row says for GET and for POST what each of nine people meets. "ok" is any answer but a refusal: a page, a
redirect, a form with complaints. 403 is a refusal with a reason, 404 is all that somebody learns of what they
do not see, "login" leads to the sign-in page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

PEOPLE = ["owner", "manager", "admin", "lead", "member", "reader", "outsider", "stranger", "nobody"]
"""In the red team of a closed organization, with that role; `lead` is an admin of the team. `outsider` is a
member of the blue team, `stranger` owns another organization, `nobody` is not signed in."""


def _who(answers: str) -> Mapping[str, str]:
    return dict(zip(PEOPLE, answers.split(), strict=True))


OPEN = _who("ok ok ok ok ok ok ok ok ok")
ANYBODY = _who("ok ok ok ok ok ok ok ok login")
"""A page of one's own, or of what one sees oneself."""
SEES = _who("ok ok ok ok ok ok 404 404 login")
"""The project, or something of it."""
TRIAGES = _who("ok ok ok ok ok 403 404 404 login")
MANAGES_PROJECT = _who("ok ok ok ok 403 403 404 404 login")
DELETES_PROJECT = _who("ok ok ok 403 403 403 404 404 login")
WORKS = _who("ok ok ok ok ok 403 ok ok login")
"""What every member may who is more than read-only; the stranger does it at home."""
LEADS = _who("ok ok ok 403 403 403 403 ok login")
RULES = _who("ok ok 403 403 403 403 403 ok login")
"""What owners and managers may; the stranger does it at home."""
IN_ORGANIZATION = _who("ok ok ok ok ok ok ok 404 login")
MANAGES_TEAM = _who("ok ok ok ok 403 403 403 404 login")
JOINS = _who("ok ok ok ok ok 403 ok 404 login")
"""Posts to a closed team answer with a complaint, which is no refusal by role."""
MANAGES_MEMBERS = _who("ok ok 403 403 403 403 403 404 login")
SUPERUSER = _who("403 403 403 403 403 403 403 403 login")
"""None of them is one."""
OWN = _who("ok 404 404 404 404 404 404 404 login")
"""What is the owner's own."""
MISSING = _who("404 404 404 404 404 404 404 404 login")
"""What none of them has, and what is somebody else's."""
MISSING_FOR_ALL = _who("404 404 404 404 404 404 404 404 404")
OWN_COMMENT = _who("ok ok ok ok ok 403 404 404 login")
"""What one said; of what others said, a complaint, which is no refusal by role."""
NEVER = _who("405 405 405 405 405 405 405 405 login")
NEVER_OPEN = _who("405 405 405 405 405 405 405 405 405")


@dataclass(frozen=True)
class Row:
    get: Mapping[str, str] = field(default_factory=lambda: NEVER)
    post: Mapping[str, str] = field(default_factory=lambda: NEVER)
    sends: Mapping[str, str] = field(default_factory=dict)
    """What is posted: something valid. A value such as `{issue}` is a name in `World.names`."""
    query: str = ""
    named: Mapping[str, str] = field(default_factory=dict)
    """Parts of the address that are not what `World.names` has for them; as in `sends`."""


RED = {"slug": "red"}
NOWHERE = {"token": "no-such-token", "person": "MQ"}

ROWS: dict[str, Row] = {
    # Issues
    "home": Row(ANYBODY),
    "issues": Row(ANYBODY),
    "pulse": Row(ANYBODY, query="since=0-0"),
    "issues_action": Row(post=TRIAGES, sends={"id": "{short_id}", "to": "resolved"}),
    "issues_undo": Row(post=ANYBODY, sends={"token": "{undo}"}),
    "completions": Row(ANYBODY),
    "search_save": Row(post=ANYBODY, sends={"name": "Mine", "query": "q=a"}),
    "search_remember": Row(post=ANYBODY, sends={"q": "a"}),
    "search_change": Row(post=OWN, sends={"to": "remove"}),
    "issue": Row(SEES),
    "issue_trend": Row(SEES),
    "issue_tags": Row(SEES),
    "issue_tag": Row(SEES),
    "issue_users": Row(SEES),
    "issue_attachments": Row(SEES),
    "issue_feedback": Row(SEES),
    "issue_replays": Row(SEES),
    "issue_similar": Row(SEES),
    "issue_around": Row(SEES),
    "issue_activity": Row(SEES, TRIAGES, {"text": "Seen."}),
    "issue_comment": Row(post=OWN_COMMENT, sends={"text": "Better."}),
    "issue_parts": Row(SEES),
    "issue_merge": Row(post=TRIAGES, sends={"other": "{other_issue}"}),
    "issue_unmerge": Row(post=TRIAGES, sends={"hash": "{hash}"}),
    "issue_events": Row(SEES),
    "issue_event": Row(SEES),
    "event_json": Row(SEES),
    "event_markdown": Row(SEES),
    "event_breadcrumbs": Row(SEES),
    "event_attachment": Row(SEES),
    "event": Row(SEES),
    "event_raw": Row(SEES),
    "search": Row(ANYBODY),
    "search_help": Row(ANYBODY),
    "palette": Row(ANYBODY),
    "stats": Row(ANYBODY),
    "stats_csv": Row(ANYBODY),
    # Projects
    "projects": Row(ANYBODY),
    "project_new": Row(WORKS, WORKS, {"name": "Shop", "platform": "python"}),
    "project": Row(SEES),
    "project_setup": Row(SEES),
    "project_waiting": Row(SEES),
    "project_stats": Row(SEES),
    "project_stats_csv": Row(SEES),
    "project_settings": Row(SEES),
    "project_general": Row(
        SEES, MANAGES_PROJECT, {"name": "Shop", "slug": "{slug}", "platform": "python"}
    ),
    "project_keys": Row(SEES, MANAGES_PROJECT, {"label": "Website"}),
    "project_key": Row(post=MANAGES_PROJECT, sends={"active": "off"}),
    "project_scrubbing": Row(SEES, MANAGES_PROJECT, {"enabled": "on"}),
    "project_filters": Row(SEES, MANAGES_PROJECT, {"localhost": "on"}),
    "project_limits": Row(SEES, MANAGES_PROJECT),
    "project_retention": Row(SEES, MANAGES_PROJECT),
    "project_environments": Row(SEES, MANAGES_PROJECT),
    "project_teams": Row(SEES, MANAGES_PROJECT, {"team": "red"}),
    "project_grouping": Row(SEES, MANAGES_PROJECT),
    "project_ownership": Row(SEES, MANAGES_PROJECT, {"rules": ""}),
    "project_issues": Row(SEES, MANAGES_PROJECT, {"releases": "semver", "resolve_after": "0"}),
    "project_danger": Row(SEES, DELETES_PROJECT, {"typed": "Hushed"}),
    # The organization
    "settings": Row(ANYBODY),
    "organization_general": Row(ANYBODY, RULES, {"name": "Acme", "slug": "acme"}),
    "organization_scrubbing": Row(ANYBODY, RULES),
    "organization_sign_in": Row(ANYBODY, RULES),
    "usage": Row(ANYBODY),
    "storage": Row(ANYBODY),
    "members": Row(ANYBODY, RULES, {"role": "member"}),
    "member": Row(post=MANAGES_MEMBERS, sends={"role": "manager"}),
    "invitation": Row(post=MANAGES_MEMBERS, sends={"revoke": "yes"}),
    "teams": Row(ANYBODY, LEADS, {"name": "New"}),
    "team": Row(IN_ORGANIZATION, MANAGES_TEAM, {"name": "Crimson"}, named=RED),
    "team_join": Row(post=JOINS, named=RED),
    "team_leave": Row(post=JOINS, named=RED),
    "team_members": Row(post=MANAGES_TEAM, sends={"member": "{member_id}"}, named=RED),
    "team_projects": Row(post=MANAGES_TEAM, sends={"project": "{slug}"}, named=RED),
    "team_delete": Row(post=MANAGES_TEAM, named=RED),
    "organization_tokens": Row(RULES, RULES),
    "organization_token_revoke": Row(post=MANAGES_MEMBERS, named={"token": "{organization_token}"}),
    "audit_log": Row(RULES),
    "audit_csv": Row(RULES),
    "organization_switch": Row(post=IN_ORGANIZATION, sends={"organization": "{organization}"}),
    "organization_new": Row(SUPERUSER, SUPERUSER, {"name": "New"}),
    # A person's own account
    "invitation_accept": Row(OPEN, OPEN),
    "login": Row(OPEN, OPEN),
    "logout": Row(post=ANYBODY),
    "first_run": Row(MISSING_FOR_ALL, MISSING_FOR_ALL, named=NOWHERE),
    "account_login": Row(OPEN, OPEN),
    "mfa_login_webauthn": Row(OPEN, OPEN),
    "mfa_authenticate": Row(OPEN, OPEN),
    "password_forgotten": Row(OPEN, OPEN),
    "password_reset": Row(MISSING_FOR_ALL, MISSING_FOR_ALL, named=NOWHERE),
    "account_reauthenticate": Row(ANYBODY, ANYBODY),
    "mfa_reauthenticate": Row(ANYBODY, ANYBODY),
    "mfa_reauthenticate_webauthn": Row(ANYBODY, ANYBODY),
    "openid_connect_login": Row(MISSING_FOR_ALL, NEVER_OPEN),
    "openid_connect_callback": Row(MISSING_FOR_ALL, NEVER_OPEN),
    "preferences": Row(ANYBODY, ANYBODY),
    "mail_address": Row(MISSING, MISSING, named=NOWHERE),
    "notifications": Row(ANYBODY, ANYBODY),
    "security": Row(ANYBODY, ANYBODY),
    "own_tokens": Row(ANYBODY, ANYBODY),
    "own_token_revoke": Row(post=OWN, named={"token": "{own_token}"}),
    "logins_end": Row(post=ANYBODY),
    "login_end": Row(post=OWN),
    "mfa_activate_totp": Row(ANYBODY, ANYBODY),
    "mfa_deactivate_totp": Row(MISSING, MISSING),
    "mfa_view_recovery_codes": Row(MISSING),
    "mfa_generate_recovery_codes": Row(ANYBODY, ANYBODY),
    "mfa_add_webauthn": Row(ANYBODY, ANYBODY),
    "mfa_edit_webauthn": Row(MISSING, MISSING),
    "mfa_remove_webauthn": Row(MISSING, MISSING),
    # Machines
    "health": Row(OPEN, NEVER_OPEN),
    "relay_health": Row(OPEN, NEVER_OPEN),
    "api_root": Row(OPEN, NEVER_OPEN),
    "metrics": Row(OPEN, NEVER_OPEN),
    # Sentry's addresses only lead elsewhere: see the test of what they give away
    "sentry_sign_in": Row(OPEN, NEVER_OPEN),
}
