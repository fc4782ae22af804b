"""Every page of Seismo, with something to see on it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from seismo.catalog import outcomes, people
from seismo.catalog.models import Organization, Project, ProjectKey
from seismo.catalog.settings import save_section
from seismo.model.ids import ProjectId
from seismo.model.outcome import DataCategory
from seismo.model.project import CategoryLimit, Filters, Limits, Rate
from support.app import App, TestProject, error
from support.every_kind import post_every_kind
from support.telemetry import attachment, envelope_of, item, new_id, user_report

NEWCOMER = "newcomer@example.test"
REASONS = ("", "localhost", "key_quota", "duplicate", "client_sample_rate", "internal")

PAGES: dict[str, tuple[str, ...]] = {
    "home": ("/",),
    "issues": (
        "/issues/",
        "/issues/?project={busy}&q=nowhere",
        "/issues/?q=level:(",
        "/issues/?project={busy}&period=between&start=2026-01-01T10:00&zone=Europe/Berlin",
        "/issues/?status=resolved&project={quiet}",
        "/issues/?status=ignored&project={quiet}",
    ),
    "issue": ("/issues/{issue}/",),
    "issue_similar": ("/issues/{issue}/similar/", "/issues/{small}/similar/"),
    "issue_around": ("/issues/{issue}/around/?project={busy}",),
    "issue_activity": ("/issues/{issue}/activity/",),
    "issue_parts": ("/issues/{issue}/parts/",),
    "issue_events": ("/issues/{issue}/events/", "/issues/{issue}/events/?q=nowhere"),
    "issue_event": ("/issues/{issue}/events/{event}/",),
    "issue_trend": ("/issues/{issue}/trend/",),
    "issue_tags": ("/issues/{issue}/tags/",),
    "issue_tag": ("/issues/{issue}/tags/plan/",),
    "issue_users": ("/issues/{issue}/users/", "/issues/{small}/users/"),
    "issue_attachments": ("/issues/{issue}/attachments/", "/issues/{small}/attachments/"),
    "issue_feedback": ("/issues/{issue}/feedback/", "/issues/{small}/feedback/"),
    "issue_replays": ("/issues/{issue}/replays/", "/issues/{small}/replays/"),
    "event": ("/events/{unknown}/",),
    "search": ("/search/",),
    "search_help": ("/search/help/",),
    "stats": ("/stats/?period=between&start=2026-01-01T10:00&zone=Europe/Berlin",),
    "projects": ("/projects/",),
    "project_new": ("/projects/new/",),
    "project": ("/projects/{busy}/", "/projects/{quiet}/"),
    "project_general": ("/projects/{busy}/settings/general/",),
    "project_teams": ("/projects/{busy}/settings/teams/",),
    "project_keys": ("/projects/{busy}/settings/keys/",),
    "project_environments": (
        "/projects/{busy}/settings/environments/",
        "/projects/{quiet}/settings/environments/",
    ),
    "project_ownership": ("/projects/{busy}/settings/ownership/",),
    "project_issues": ("/projects/{busy}/settings/issues/",),
    "project_grouping": ("/projects/{busy}/settings/grouping/",),
    "project_scrubbing": ("/projects/{busy}/settings/scrubbing/",),
    "project_filters": ("/projects/{busy}/settings/filters/",),
    "project_limits": ("/projects/{busy}/settings/limits/",),
    "project_retention": ("/projects/{busy}/settings/retention/",),
    "project_danger": ("/projects/{busy}/settings/danger/",),
    "project_setup": ("/projects/{quiet}/setup/django/",),
    "project_stats": ("/projects/{busy}/stats/", "/projects/{quiet}/stats/"),
    "settings": ("/settings/", "/settings/?q=xyzzy"),
    "organization_general": ("/settings/general/",),
    "organization_scrubbing": ("/settings/scrubbing/",),
    "organization_sign_in": ("/settings/sign-in/",),
    "own_tokens": ("/preferences/tokens/",),
    "organization_tokens": ("/settings/tokens/",),
    "notifications": ("/preferences/notifications/",),
    "security": ("/preferences/security/",),
    "mfa_activate_totp": ("/preferences/security/app/",),
    "mfa_add_webauthn": ("/preferences/security/passkeys/",),
    "account_reauthenticate": ("/confirm/",),
    "event_breadcrumbs": ("/issues/{issue}/events/{event}/breadcrumbs/",),
    "members": ("/settings/members/",),
    "teams": ("/settings/teams/",),
    "team": ("/settings/teams/everyone/",),
    "audit_log": ("/settings/audit-log/", "/settings/audit-log/?event=sso.edit"),
    "organization_new": ("/organization/new/",),
    "usage": ("/settings/usage/",),
    "storage": ("/settings/storage/",),
    "preferences": ("/preferences/",),
    "sentry_address": ("/organizations/main/dashboards/",),
}
"""The addresses of each page that a signed-in person opens, by the name of its route."""
OPEN_PAGES = {
    "login": ("/login/",),
    "account_login": (),
    "password_forgotten": ("/login/forgotten/",),
    "password_reset": ("/login/password/1/used-up/",),
    "invitation_accept": ("/invitation/used-up/",),
    "first_run": ("/setup/used-up/",),
}
"""Those of somebody who is not signed in."""
EMPTY_PAGES = ("/", "/issues/", "/projects/", "/stats/", "/settings/usage/", "/settings/storage/")
"""What the first member of an organization without anything sees."""
NO_PAGES = frozenset(
    {
        "api_root",
        "audit_csv",
        "completions",
        "event_attachment",
        "event_json",
        "event_markdown",
        "event_raw",
        "health",
        "invitation",
        "issue_comment",
        "issue_merge",
        "issue_unmerge",
        "issues_action",
        "issues_undo",
        "login_end",
        "logins_end",
        "logout",
        "mail_address",
        "member",
        "metrics",
        "mfa_authenticate",
        "mfa_deactivate_totp",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
        "openid_connect_callback",
        "openid_connect_login",
        "organization_switch",
        "organization_token_revoke",
        "own_token_revoke",
        "palette",
        "project_key",
        "project_settings",
        "project_stats_csv",
        "project_waiting",
        "pulse",
        "relay_health",
        "search_change",
        "search_remember",
        "search_save",
        "sentry_sign_in",
        "stats_csv",
        "team_delete",
        "team_join",
        "team_leave",
        "team_members",
        "team_projects",
    }
)
"""Routes that are asked for by scripts and machines, take a form, lead to a page, or need a second factor."""


@dataclass(frozen=True)
class Places:
    """What addresses are about."""

    busy: str
    """The slug of a project with everything."""
    quiet: str
    """The slug of a project without anything."""
    issue: str
    """An issue with everything on its page."""
    small: str
    """An issue of which only the error is known."""
    event: str
    unknown: str = "0" * 31 + "1"

    def at(self, address: str) -> str:
        return address.format(**vars(self))


def every_route() -> set[str]:
    """The names of all routes."""
    return {name for name in _names(get_resolver().url_patterns) if name}


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str | None]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _names(each.url_patterns)
        else:
            yield each.name


def a_world(app: App) -> Places:
    """Something to see on every page."""
    busy, quiet = app.project("Busy shop"), app.project("Quiet shop")
    now = app.clock.now()
    app.send(busy, error("card declined", function="charge", timestamp=now - 60))
    event_id = new_id()
    event = item(_everything(now), "event")
    for body in (
        envelope_of(event, attachment(b"hello"), event_id=event_id),
        envelope_of(user_report(event_id), event_id=event_id),
    ):
        assert app.post(busy, body).status_code == 200
    app.wait_until_idle()
    post_every_kind(app, busy)
    _make_busy(app, busy)
    _newcomer()
    prefix = busy.slug.upper()
    return Places(busy.slug, quiet.slug, f"{prefix}-2", f"{prefix}-1", event_id)


def _everything(now: float) -> dict[str, object]:
    crumbs = [
        {"category": "query", "message": f"SELECT {number}", "timestamp": now - 90 + number}
        for number in range(40)
    ]
    return error(
        "a" * 300,
        function="ship",
        timestamp=now - 40,
        breadcrumbs=crumbs,
        request={
            "url": "https://shop.example/" + "a-long-path/" * 15,
            "method": "POST",
            "headers": {"User-Agent": "Mozilla/5.0 " * 10},
            "data": {"cart": list(range(60))},
        },
        tags={"plan": "free"},
        environment="production",
        release="shop@1.2.3",
        extra={"note": "x" * 3_000},
        contexts={"order": {"lines": list(range(80))}},
        modules={"django": "5.2"},
        user={"id": "7", "email": "ada@example.test"},
        dist=7,
    )


def _make_busy(app: App, project: TestProject) -> None:
    """Every outcome, two keys, filters, and a quota that runs out."""
    second = ProjectKey.objects.create(project_id=project.id, public_key="7" * 32, label="Second")
    hour = outcomes.hour_of(app.clock.now())
    own = ProjectId(project.id)
    outcomes.add(
        {
            outcomes.Cell(own, second.pk, hour - back * 3600, "error", reason): 40 + back
            for back in range(20)
            for reason in REASONS
        }
    )
    owner = Project.objects.get(pk=project.id)
    save_section(owner, Limits((CategoryLimit(DataCategory.ERROR, Rate(5, 60), 900),)))
    save_section(owner, Filters(legacy_browsers=("ie",), releases=("shop@1.*",)))


def _newcomer() -> None:
    from support.app import PASSWORD

    empty = Organization.objects.create(slug="empty", name="Empty")
    people.create_user(empty, NEWCOMER, PASSWORD)
