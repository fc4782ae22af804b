"""Writes the pages beside this file, and one of the kit, from the code: `make docs`.

`--check` only compares. Exit code 1 when a page is not what the code says.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main
from kit_rows import requirements

from seismo.cli.commands import app
from seismo.config import FILE_NAME, FILE_VARIABLE, OF_THE_KIT, SETTINGS
from seismo.model.access import (
    GRANTS,
    SWITCHED,
    Membership,
    Permission,
    Role,
    TeamRole,
    is_allowed,
)
from seismo.model.outcome import EXPLANATIONS, DataCategory, Outcome, Reason, outcome_of

HERE = Path(__file__).parent
NOTE = "<!-- Written by `make docs`. Change the code, not this page. -->"


def settings() -> Iterator[str]:
    yield "# Settings"
    yield (
        "Each is an environment variable, a line in a TOML file, and for some an option of "
        "`seismo serve`. The option wins over the environment, the environment over the file. "
        "An unknown name or an unusable value stops the start and says what to write."
    )
    yield from (_setting(setting) for setting in SETTINGS)
    yield "## The file"
    yield (
        f"`{FILE_VARIABLE}` names it; without that, `{FILE_NAME}` in the data folder is read when "
        "it is there. Names are in lower case and without the prefix:"
    )
    lines = [f"{s.field} = {_toml(s.example)}" for s in SETTINGS if s.field != "data"]
    yield "\n".join(("```toml", *lines, "```"))
    yield "`data` can only be set in a file that lies elsewhere."
    yield "## Names of the Django kit"
    yield (
        "An application may share its environment with the server. These belong to "
        "`seismo-django`, and the server passes over them: "
        + ", ".join(f"`{name}`" for name in sorted(OF_THE_KIT))
        + "."
    )


def _setting(setting: Any) -> str:
    return "\n".join(
        (
            f"## `{setting.variable}`",
            "",
            setting.sentence,
            "",
            f"- Write: {setting.kind}, such as `{setting.example}`",
            f"- Default: {setting.default}",
        )
    )


def _toml(example: str) -> str:
    return example if example.isdigit() else f'"{example}"'


def commands() -> Iterator[str]:
    yield "# Commands"
    yield (
        "Every command works while the server runs and when it does not. A mistake ends with one "
        "line that says what to do, and exit code 1 or 2."
    )
    for name, command in _flat(typer.main.get_command(app), "seismo"):
        yield f"## `{name}`"
        yield " ".join(command.help.split())
        rows = [_parameter(parameter) for parameter in command.params]
        yield "\n".join(("| write | meaning |", "| --- | --- |", *rows))


def _flat(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield name, command
        return
    for child_name, child in children.items():
        yield from _flat(child, f"{name} {child_name}")


def _parameter(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"| `{parameter.metavar or parameter.name.upper()}` | {parameter.help} |"
    value = "" if parameter.is_flag else f" {parameter.name.upper()}"
    return f"| `{parameter.opts[0]}{value}` | {parameter.help} |"


def outcomes() -> Iterator[str]:
    yield "# Outcomes"
    yield (
        "Every item that an SDK sends ends in exactly one outcome: it is accepted, or dropped for "
        "one of these reasons. `seismo status` shows the sums, `seismo event ID` and the page of "
        "a project show single items."
    )
    yield (
        "A reason belongs to one of the outcomes that the Stats page sums up: "
        + ", ".join(f"`{outcome}`" for outcome in Outcome)
        + "."
    )
    rows = [
        f"| `{reason}` | `{outcome_of(reason)}` | {EXPLANATIONS[reason]} |" for reason in Reason
    ]
    yield "\n".join(("| reason | outcome | what happened |", "| --- | --- | --- |", *rows))
    yield "## Data categories"
    yield "Quantities are counted by these: " + ", ".join(f"`{c}`" for c in DataCategory) + "."


def roles() -> Iterator[str]:
    yield "# Roles"
    yield "\n".join(f"- **{role.label}**: {role.meaning}" for role in Role)
    yield (
        "A team has a role of its own: an admin of a team manages its members and projects, "
        "whatever the role in the organization is, unless that is read-only. "
        "“team” below means: in the own teams, and in the projects that belong to them."
    )
    header = ("May", *(role.label for role in Role), "Admin of a team")
    rows = [
        f"| {' | '.join(header)} |",
        f"| --- |{' --- |' * (len(header) - 1)}",
        *(f"| {grant.what} | {' | '.join(_cells(may))} |" for may, grant in GRANTS.items()),
    ]
    yield "\n".join(rows)
    yield (
        "An organization can take from its members: "
        + "; ".join(GRANTS[permission].what for permission in SWITCHED)
        + ". With open membership, which is the default, everybody sees every project and may "
        "join any team; without it, members see the projects of their own teams, and owners and "
        "managers see all."
    )


def _cells(permission: Permission) -> Iterator[str]:
    for role in Role:
        anywhere = is_allowed(permission, role, Membership())
        in_team = is_allowed(permission, role, Membership(), TeamRole.CONTRIBUTOR)
        yield "yes" if anywhere else "team" if in_team else ""
    leads = is_allowed(permission, Role.MEMBER, Membership(), TeamRole.ADMIN)
    is_special = not is_allowed(permission, Role.MEMBER, Membership()) and leads
    yield "team" if is_special else ""


PAGES = {
    "settings.md": settings,
    "commands.md": commands,
    "outcomes.md": outcomes,
    "roles.md": roles,
    "../kit/requirements.md": requirements,
}


def text_of(page: str) -> str:
    title, *rest = PAGES[page]()
    return "\n\n".join((title, NOTE, *rest)) + "\n"


def main() -> None:
    stale = [
        page
        for page in PAGES
        if not (HERE / page).is_file() or (HERE / page).read_text() != text_of(page)
    ]
    if "--check" in sys.argv:
        if stale:
            sys.exit(f"docs/reference: {', '.join(stale)} not up to date: run make docs")
        return
    for page in stale:
        (HERE / page).write_text(text_of(page))


if __name__ == "__main__":
    main()
