"""Errors of one kind are one issue (rows G1 to G7), and the server groups them as the kit says."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from kit_support.server import Project, Server
from kit_support.sites import Sites
from seismo_django.events.grouping.database import parts_of

OWN = [{"exception": "sqlite3.*", "fingerprint": ["billing", "{function}"]}]
VISITS = {
    "fail": (
        "insert update select delete connect token password stripe_timeout"
        " stripe_timeout_elsewhere stripe_refused stripe_gateway mailer_timeout throttled form rest"
        " model billing"
    ),
    "fail-too": "token throttled stripe_timeout",
}


@pytest.fixture(scope="module")
def project(seismo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """After every failure, three times and each time with another value."""
    with ExitStack() as stack:
        project = seismo.project()
        site = Sites(tmp_path_factory.mktemp("groups"), stack).start(
            {"GROUPING": {"RULES": OWN}}, SENTRY_DSN=project.dsn
        )
        for path, kinds in VISITS.items():
            for kind in kinds.split():
                for number in (7, 42, 1234):
                    site.get(f"/{path}/{kind}/{number}/")
        yield project


@pytest.fixture(scope="module")
def groups(project: Project) -> dict[tuple[str, ...], dict[str, Any]]:
    """The stored events by fingerprint; more than one issue of a fingerprint is a failure."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for issue in project.wait_for_issues(17):
        event = project.server.event(issue["last_event_id"])
        fingerprint = tuple(event["fingerprint"])
        assert fingerprint not in found
        found[fingerprint] = event | {"times_seen": issue["times_seen"]}
    return found


@pytest.mark.parametrize(
    ("fingerprint", "times"),
    [
        ("IntegrityError SQLITE_CONSTRAINT_UNIQUE INSERT auth_user", 3),
        ("IntegrityError SQLITE_CONSTRAINT_NOTNULL UPDATE django_session", 3),
        ("OperationalError SQLITE_ERROR SELECT missing_table", 3),
        ("OperationalError SQLITE_ERROR DELETE auth_nope", 3),
        ("OperationalError SQLITE_CANTOPEN connect ", 3),
    ],
)
def test_G2_database_errors_are_grouped_by_query_type(
    groups: dict[tuple[str, ...], dict[str, Any]], fingerprint: str, times: int
) -> None:
    assert groups["seismo-db", *fingerprint.split(" ")]["times_seen"] == times


def test_G2_a_table_finds_its_errors(groups: dict[tuple[str, ...], dict[str, Any]]) -> None:
    event = groups["seismo-db", "OperationalError", "SQLITE_ERROR", "DELETE", "auth_nope"]

    assert ["db.table", "auth_nope"] in event["tags"]


@pytest.mark.parametrize(("function", "times"), [("token", 6), ("password", 3)])
def test_G3_authentication_errors_are_grouped_by_function(
    groups: dict[tuple[str, ...], dict[str, Any]], function: str, times: int
) -> None:
    name = f"acceptance.failures.{function}"

    assert groups["seismo-auth", "AuthenticationFailed", name]["times_seen"] == times


@pytest.mark.parametrize(
    ("service", "kind", "times"),
    [
        ("api.stripe.test", "timeout", 9),
        ("api.stripe.test", "connect", 3),
        ("api.stripe.test", "5xx", 3),
        ("api.mail.test", "timeout", 3),
    ],
)
def test_G4_errors_of_a_service_are_grouped_by_service_and_kind(
    groups: dict[tuple[str, ...], dict[str, Any]], service: str, kind: str, times: int
) -> None:
    assert groups["seismo-service", service, kind]["times_seen"] == times


@pytest.mark.parametrize("route", ["/fail/{kind}/{number}/", "/fail-too/{kind}/{number}/"])
def test_G5_rate_limits_are_grouped_by_endpoint(
    groups: dict[tuple[str, ...], dict[str, Any]], route: str
) -> None:
    assert groups["seismo-ratelimit", route]["times_seen"] == 3


@pytest.mark.parametrize("function", ["form", "rest", "model"])
def test_G6_validation_errors_are_grouped_by_function(
    groups: dict[tuple[str, ...], dict[str, Any]], function: str
) -> None:
    name = f"acceptance.failures.{function}"

    assert groups["seismo-validation", "ValidationError", name]["times_seen"] == 3


def test_G7_an_own_rule_wins(groups: dict[tuple[str, ...], dict[str, Any]]) -> None:
    assert groups["billing", "acceptance.failures.billing"]["times_seen"] == 3


@pytest.mark.parametrize(
    ("sql", "parts"),
    [
        ('INSERT INTO "shop_order" ("id") VALUES (%s)', ("INSERT", "shop_order")),
        ('INSERT OR IGNORE INTO "t" SELECT 1', ("INSERT", "t")),
        ('UPDATE "public"."shop_order" SET "a" = 1', ("UPDATE", "shop_order")),
        ("update `shop`.`order` set a = 1", ("UPDATE", "order")),
        ("DELETE FROM [dbo].[order]", ("DELETE", "order")),
        ('SELECT EXTRACT(YEAR FROM "o"."day") FROM "shop_order" "o"', ("SELECT", "shop_order")),
        ("SELECT (SELECT max(id) FROM b) FROM a", ("SELECT", "a")),
        ("SELECT * FROM (SELECT id FROM inner_one) x", ("SELECT", "inner_one")),
        ("/* app='x' */ SELECT 1", ("SELECT", "")),
        ("-- why\nDELETE FROM a", ("DELETE", "a")),
        ("WITH x AS (SELECT 1 FROM y) SELECT * FROM x", ("WITH", "x")),
        ("", ("", "")),
        ("(" * 5000, ("", "")),
    ],
)
def test_a_statement_is_its_verb_and_table(sql: str, parts: tuple[str, str]) -> None:
    assert parts_of(sql) == parts
