"""Which role may do what: the table, as people were promised it."""

import re
from pathlib import Path

import pytest

from seismo.model.access import (
    GRANTS,
    Membership,
    Permission,
    Role,
    TeamRole,
    is_allowed,
    may_give,
    refusal,
    sees_every_project,
)

OPEN = Membership()
TEMPLATES = Path(__file__).parents[2] / "src/seismo/web/templates"

ANYWHERE = {
    Permission.TRIAGE: "owner manager admin member",
    Permission.COMMENT: "owner manager admin member",
    Permission.DELETE_EVENTS: "owner manager admin member",
    Permission.CREATE_PROJECTS: "owner manager admin member",
    Permission.MANAGE_PROJECT: "owner manager",
    Permission.DELETE_PROJECT: "owner manager",
    Permission.JOIN_TEAMS: "owner manager admin member",
    Permission.CREATE_TEAMS: "owner manager admin",
    Permission.MANAGE_TEAM: "owner manager",
    Permission.MANAGE_MEMBERS: "owner manager",
    Permission.MANAGE_OWNERS: "owner",
    Permission.MANAGE_ORGANIZATION: "owner manager",
    Permission.DELETE_ORGANIZATION: "owner",
    Permission.SEE_AUDIT_LOG: "owner manager",
}


def those_who_may(
    permission: Permission, membership: Membership = OPEN, standing: TeamRole | None = None
) -> str:
    return " ".join(role for role in Role if is_allowed(permission, role, membership, standing))


@pytest.mark.parametrize(("permission", "roles"), ANYWHERE.items(), ids=lambda part: part)
def test_these_roles_may_do_it_anywhere(permission: Permission, roles: str) -> None:
    assert those_who_may(permission) == roles


def test_every_permission_is_given_to_somebody() -> None:
    assert set(GRANTS) == set(Permission) == set(ANYWHERE)


@pytest.mark.parametrize(
    ("permission", "standing", "roles"),
    [
        (Permission.MANAGE_PROJECT, TeamRole.CONTRIBUTOR, "owner manager admin"),
        (Permission.MANAGE_PROJECT, TeamRole.ADMIN, "owner manager admin member"),
        (Permission.MANAGE_TEAM, TeamRole.CONTRIBUTOR, "owner manager admin"),
        (Permission.MANAGE_TEAM, TeamRole.ADMIN, "owner manager admin member"),
        (Permission.DELETE_PROJECT, TeamRole.CONTRIBUTOR, "owner manager admin"),
        (Permission.DELETE_PROJECT, TeamRole.ADMIN, "owner manager admin"),
        (Permission.MANAGE_MEMBERS, TeamRole.ADMIN, "owner manager"),
    ],
    ids=lambda part: part,
)
def test_these_roles_may_do_it_in_their_own_teams(
    permission: Permission, standing: TeamRole, roles: str
) -> None:
    assert those_who_may(permission, standing=standing) == roles


@pytest.mark.parametrize(
    ("permission", "membership"),
    [
        (Permission.CREATE_PROJECTS, Membership(members_create_projects=False)),
        (Permission.DELETE_EVENTS, Membership(members_delete_events=False)),
    ],
    ids=["make projects", "delete events"],
)
def test_an_organization_can_take_it_from_its_members(
    permission: Permission, membership: Membership
) -> None:
    assert those_who_may(permission, membership) == "owner manager admin"


@pytest.mark.parametrize("permission", Permission)
def test_whoever_only_reads_may_do_nothing_even_as_admin_of_a_team(permission: Permission) -> None:
    assert not is_allowed(permission, Role.READ_ONLY, OPEN, TeamRole.ADMIN)


def test_in_an_open_organization_everybody_sees_every_project() -> None:
    assert all(sees_every_project(role, OPEN) for role in Role)


def test_in_a_closed_one_only_owners_and_managers_do() -> None:
    closed = Membership(is_open=False)
    assert [role for role in Role if sees_every_project(role, closed)] == [Role.OWNER, Role.MANAGER]


def test_nobody_gives_a_role_above_their_own() -> None:
    assert [role for role in Role if may_give(Role.MANAGER, role)] == [
        Role.MANAGER,
        Role.ADMIN,
        Role.MEMBER,
        Role.READ_ONLY,
    ]


@pytest.mark.parametrize(
    ("permission", "sentence"),
    [
        (Permission.DELETE_ORGANIZATION, "Only owners may delete the organization."),
        (Permission.SEE_AUDIT_LOG, "Only owners and managers may see the audit log."),
        (
            Permission.MANAGE_TEAM,
            "Only owners, managers and admins of its team may change this team.",
        ),
        (
            Permission.DELETE_PROJECT,
            "Only owners, managers and admins in its team may delete or move this project.",
        ),
    ],
    ids=lambda part: part,
)
def test_a_refusal_says_who_may(permission: Permission, sentence: str) -> None:
    assert refusal(permission, OPEN) == sentence


def test_pages_ask_only_for_permissions_that_exist() -> None:
    asked = {
        name
        for page in TEMPLATES.rglob("*.html")
        for name in re.findall(r"shell\.may\.(\w+)", page.read_text(encoding="utf-8"))
    }

    assert asked <= {permission.value for permission in Permission}
    assert asked
