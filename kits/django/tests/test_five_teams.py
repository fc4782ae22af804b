"""The five set-ups that the kit was made for: the variables of each team, and what it believes."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from kit_support.running import wait_until
from kit_support.server import Project, Server
from kit_support.sites import Site, Sites, python


@dataclass(frozen=True, slots=True)
class Team:
    variables: dict[str, str]
    settings: dict[str, Any]


TEAMS = {
    "election-cart": Team(
        {"DJANGO_ENVIRONMENT": "production", "SENTRY_TRACES_SAMPLE_RATE": "0.0"}, {}
    ),
    "library": Team(
        {
            "SENTRY_ENVIRONMENT": "development",
            "SENTRY_TRACES_SAMPLE_RATE": "0.1",
            "SENTRY_PROFILES_SAMPLE_RATE": "0.1",
            "APP_VERSION": "1.0.0",
            "SENTRY_CRITICAL_ERROR_THRESHOLD": "10",
            "SENTRY_ERROR_RATE_THRESHOLD": "0.01",
            "SENTRY_EMAIL_ALERTS_ENABLED": "True",
            "SENTRY_ALERT_EMAIL_RECIPIENTS": "oncall@example.com,engineering@example.com",
            "SENTRY_SLACK_ALERTS_ENABLED": "False",
            "SENTRY_SLACK_WEBHOOK_URL": "https://hooks.slack.com/services/YOUR/WEBHOOK/URL",
            "SENTRY_SLACK_CHANNEL": "#engineering-alerts",
        },
        {},
    ),
    "staff-rota": Team(
        {
            "SENTRY_ENVIRONMENT": "development",
            "SENTRY_RELEASE": "staff-rota-system@1.0.0",
            "SENTRY_TRACES_SAMPLE_RATE": "1.0",
            "SENTRY_PROFILES_SAMPLE_RATE": "0.1",
            "SENTRY_SEND_DEFAULT_PII": "true",
        },
        {"USER_ROLE": "groups", "USER_PREFERENCES": {"theme": "cookie:theme", "language": "auto"}},
    ),
    "korrigo": Team({"GIT_COMMIT_SHA": "01c1541", "SENTRY_TRACES_SAMPLE_RATE": "0.1"}, {}),
    "kibray": Team(
        {"DJANGO_ENV": "staging"},
        {"TRACES": {"DEFAULT": 0.0, "RULES": [["/user/", 1.0]]}},
    ),
}


@dataclass(frozen=True, slots=True)
class Met:
    """A team's site after a visit, and the project that it sends to; tests may add errors of other titles."""

    site: Site
    project: Project

    def error(self) -> dict[str, Any]:
        return self.project.event("of a visitor")


@pytest.fixture(scope="module")
def teams(seismo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Met]]:
    with ExitStack() as stack:
        sites = Sites(tmp_path_factory.mktemp("teams"), stack)
        met = {}
        for name, team in TEAMS.items():
            project = seismo.project(name)
            site = sites.start(team.settings, SENTRY_DSN=project.dsn, **team.variables)
            site.http.cookies.set("theme", "dark")
            site.get("/sign-in/")
            site.get("/whoami/?week=52", sentry_trace=f"{'a' * 32}-{'b' * 16}-1")
            site.get("/no/such/page/")
            met[name] = Met(site, project)
        yield met


@pytest.mark.parametrize("name", TEAMS)
def test_the_first_error_of_a_team_is_an_issue_and_its_404_is_none(
    teams: dict[str, Met], name: str
) -> None:
    teams[name].error()
    titles = [issue["title"] for issue in teams[name].project.issues()]

    assert len([title for title in titles if "of a visitor" in title]) == 1
    assert not any("404" in title or "such" in title for title in titles)


@pytest.mark.parametrize(
    ("name", "environment", "release"),
    [
        ("election-cart", "production", None),
        ("library", "development", "acceptance@1.0.0"),
        ("staff-rota", "development", "staff-rota-system@1.0.0"),
        ("korrigo", "production", "01c1541"),
        ("kibray", "staging", None),
    ],
)
def test_a_team_sees_the_environment_and_release_that_it_names(
    teams: dict[str, Met], name: str, environment: str, release: str | None
) -> None:
    event = teams[name].error()

    assert event["environment"] == environment
    if release:
        assert event["release"] == release


@pytest.mark.parametrize("name", ["election-cart", "library", "korrigo", "kibray"])
def test_teams_without_personal_data_send_the_id_and_no_more(
    teams: dict[str, Met], name: str
) -> None:
    assert teams[name].error()["user"] == {"id": "1"}


def test_the_staff_rota_sees_who_it_was_with_role_and_preferences(teams: dict[str, Met]) -> None:
    event = teams["staff-rota"].error()

    assert event["user"]["username"] == "john.smith"
    assert event["contexts"]["user_preferences"]["theme"] == "dark"


def traced(met: Met) -> float:
    """How many transactions, or spans of a stream, were accepted of its project."""
    met.project.server.wait_until_idle()
    rows = met.project.server.rows(
        "SELECT COALESCE(SUM(quantity), 0) AS number FROM catalog_outcomecount"
        " WHERE project_id = ? AND category IN ('transaction', 'span') AND reason = ''",
        met.project.id,
    )
    return float(rows[0]["number"])


def test_a_rate_of_zero_is_off_also_when_a_stranger_asks_for_a_trace(
    teams: dict[str, Met],
) -> None:
    teams["election-cart"].error()

    assert traced(teams["election-cart"]) == 0


def test_a_rule_traces_one_path_and_nothing_else(teams: dict[str, Met]) -> None:
    assert traced(teams["kibray"]) == 0

    teams["kibray"].site.get("/user/42/")
    wait_until(lambda: traced(teams["kibray"]) > 0, lambda: "a trace")


def test_a_message_from_the_shell_arrives(teams: dict[str, Met]) -> None:
    """As Korrigo tests its installation."""
    code = (
        "from sentry_sdk import capture_message, flush\n"
        'capture_message("Sentry is configured correctly!", level="info"); flush()'
    )
    python(teams["korrigo"].site.environment, code)

    assert teams["korrigo"].project.event("configured correctly")["level"] == "info"


def test_the_placeholder_of_an_example_is_no_webhook(teams: dict[str, Met]) -> None:
    said = teams["library"].site.manage("check", "--deploy", check=False)

    assert "W014" in said
