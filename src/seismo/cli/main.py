"""Running a server, its people and projects, and asking what became of what."""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from seismo.cli.frame import (
    FAILED,
    AsJson,
    Data,
    app,
    catalog,
    configured,
    existing,
    stop,
)
from seismo.cli.serving import MISUSED, become_server
from seismo.config import Config

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from seismo.catalog.models import Project
    from seismo.model.ids import EventId
    from seismo.queries.fate import Fate

project = typer.Typer(help="Projects and their DSNs.", no_args_is_help=True)
app.add_typer(project, name="project")


@app.command()
def serve(
    data: Data = None,
    host: Annotated[str | None, typer.Option(help="The address, instead of SEISMO_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="The port, instead of SEISMO_PORT.")] = None,
) -> None:
    """Run the server until Ctrl-C. The first start prints a set-up link and a DSN."""
    configured(data=data, host=host, port=port)
    become_server(data=data, host=host, port=port)


@app.command()
def migrate(data: Data = None) -> None:
    """Bring the data folder to this version. `seismo serve` does it by itself at each start."""
    config = configured(data=data)
    with catalog(config):
        typer.echo(f"The catalog in {config.data} is up to date.")


@project.command("create")
def project_create(
    name: Annotated[str, typer.Argument(help="What people call it; the slug is made from it.")],
    platform: Annotated[
        str, typer.Option(help="What set-up shows first: django, python, celery, javascript, node.")
    ] = "",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Make a project and print its DSN."""
    config = configured(data=data)
    with catalog(config):
        from seismo.catalog import people, projects

        try:
            made = projects.create_project(people.first_organization(), name, platform)
        except ValueError as mistake:
            stop(f"{mistake}.", MISUSED)
        shown = _shown(made, config)
    typer.echo(json.dumps(shown) if as_json else f"{shown['slug']}  {shown['dsn']}")


@project.command("list")
def project_list(as_json: AsJson = False, data: Data = None) -> None:
    """Every project with its DSN."""
    config = existing(data)
    with catalog(config):
        from seismo.catalog.models import Project

        shown = [_shown(one, config) for one in Project.objects.order_by("id")]
    if as_json:
        typer.echo(json.dumps(shown))
        return
    for row in shown:
        typer.echo(f"{row['id']:>4}  {row['slug']:<30}  {row['dsn']}")


def _shown(one: "Project", config: Config) -> dict[str, Any]:
    from seismo.catalog.projects import active_key
    from seismo.protocol.dsn import format_dsn

    return {
        "id": one.pk,
        "slug": one.slug,
        "dsn": format_dsn(config.url, active_key(one), one.pk),
    }


@app.command()
def status(as_json: AsJson = False, data: Data = None) -> None:
    """What came in and became of it, what waits, and what it costs in disk and memory."""
    config = existing(data)
    with catalog(config):
        from seismo import doctor, runtime
        from seismo.queries.outcomes import totals

        state = {
            "journal": {"backlog": runtime.journal_backlog(config)},
            "outcomes": totals(),
            "disk": runtime.disk_use(config),
            "memory": doctor.memory_use(config.data),
        }
    typer.echo(json.dumps(state) if as_json else "\n".join(_lines(state)))


def _lines(values: dict[str, Any], indent: str = "") -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield f"{indent}{name}" if value else f"{indent}{name}: nothing"
            yield from _lines(value, f"{indent}  ")
        else:
            yield f"{indent}{name}: {value:,}"


@app.command()
def issues(
    project_slug: Annotated[
        str | None, typer.Option("--project", metavar="SLUG", help="Only those of this project.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    data: Data = None,
) -> None:
    """Every issue, the oldest first."""
    with catalog(existing(data)):
        from seismo.catalog.models import Issue, Project
        from seismo.queries.issues import name_of

        projects = Project.objects.all() if project_slug is None else _projects(project_slug)
        rows = [
            {"short_id": name_of(one)} | {column: getattr(one, column) for column in _OF_AN_ISSUE}
            for one in Issue.objects.filter(project__in=projects)
            .select_related("project")
            .order_by("id")
        ]
    for row in rows:
        brief = "{short_id:<20}  {times_seen:>8,}  {status:<10}  {title}"
        typer.echo(json.dumps(row) if as_json else brief.format(**row))


_OF_AN_ISSUE = ("title", "culprit", "level", "status", "times_seen", "last_event_id")


def _projects(slug: str) -> "QuerySet[Project]":
    from seismo.catalog.models import Project

    found = Project.objects.filter(slug=slug)
    if not found:
        stop(f"there is no project {slug}. `seismo project list` shows all.")
    return found


@app.command()
def event(
    event_ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="Event ids, with or without dashes.")
    ] = None,
    from_stdin: Annotated[
        bool, typer.Option("--stdin", help="Read further ids from standard input, one a line.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    data: Data = None,
) -> None:
    """What became of events: stored in which issue, or dropped and why."""
    texts = [*(event_ids or ()), *(sys.stdin.read().split() if from_stdin else ())]
    ids = [_event_id(text) for text in texts]
    if not ids:
        stop("no event id given: write ids as arguments, or pipe them in with --stdin.", MISUSED)
    config = existing(data)
    with catalog(config):
        from seismo import runtime
        from seismo.queries.fate import fate_of

        payloads = runtime.open_payloads(config)
        try:
            fates = fate_of(payloads, ids)
        finally:
            payloads.close()
    for fate in fates:
        typer.echo(_as_json(fate) if as_json else _sentence(fate))


def _event_id(text: str) -> "EventId":
    from seismo.model.ids import parse_event_id

    found = parse_event_id(text)
    if found is None:
        stop(f"{text!r} is not an event id: write 32 hexadecimal digits.", MISUSED)
    return found


def _as_json(fate: "Fate") -> str:
    columns = (
        "event_id", "outcome", "reason", "project", "issue", "title", "received", "stored",
    )  # fmt: skip
    return json.dumps({column: getattr(fate, column) for column in columns})


def _sentence(fate: "Fate") -> str:
    from seismo.model.outcome import EXPLANATIONS

    if fate.outcome == "accepted":
        return f"{fate.event_id}  stored in {fate.issue or 'no issue yet'}: {fate.title}"
    if fate.reason is not None:
        return f"{fate.event_id}  dropped ({fate.reason}): {EXPLANATIONS[fate.reason]}"
    return f"{fate.event_id}  unknown: no request with this id was ever accepted here."


@app.command()
def doctor(data: Data = None) -> None:
    """Check this installation. Every fault comes with its cure; exit code 1 when there is one."""
    config = configured(data=data)
    from seismo import doctor

    failed = False
    for check in doctor.CHECKS:
        finding = check.run(config)
        typer.echo(f"{'FAIL' if finding.cure else 'ok  '}  {check.name}: {finding.fact}")
        if finding.cure:
            failed = True
            typer.echo(f"      {finding.cure}")
    if failed:
        raise typer.Exit(FAILED)


@app.command("send-test")
def send_test(dsn: Annotated[str, typer.Argument(help="The DSN of a project.")]) -> None:
    """Send one event as an SDK would, and print its id and the page where it will be."""
    from seismo.protocol.errors import AuthInvalid
    from seismo.trial import Refused, send

    try:
        sent = send(dsn)
    except AuthInvalid as mistake:
        stop(f"{dsn!r} is not a DSN: {', '.join((mistake.detail, *mistake.causes))}.", MISUSED)
    except Refused as refusal:
        stop(str(refusal))
    typer.echo(f"{sent.event_id}\n{sent.page}")
