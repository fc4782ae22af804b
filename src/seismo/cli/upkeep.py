"""Keeping the data: backups and what belongs to them."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from seismo.cli.frame import Data, app, catalog, configured, existing, stop
from seismo.cli.serving import MISUSED
from seismo.config import Config, Misconfigured
from seismo.model.person import ERASED

SHOWN = 40
"""Differences that are told one by one."""

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The file of the backup.")]


@contextmanager
def failing_well() -> Iterator[None]:
    """Ends the command with one line for everything that may go wrong with stored data."""
    from seismo.backup.archive import Damaged
    from seismo.control import Failed
    from seismo.ports.journal import Unavailable

    try:
        yield
    except Misconfigured as mistake:
        stop(str(mistake), MISUSED)
    except (Damaged, Failed, Unavailable) as trouble:
        stop(f"{trouble}.")
    except sqlite3.Error as error:
        stop(f"a file of the data folder fails: {error}. `seismo doctor` tells more.")
    except OSError as error:
        stop(f"{error.filename or 'the disk'}: {error.strerror or error}.")


@app.command()
def backup(file: BackupFile, data: Data = None) -> None:
    """Write everything of this moment into one new file, while the server runs or not."""
    config = existing(data)
    from seismo.backup.make import make

    if file.exists():
        stop(f"{file} exists already: name a new file.", MISUSED)
    with failing_well():
        made = make(config, file.absolute())
    typer.echo(f"{file}  {made.size / 1e6:,.1f} MB  {made.blobs} blobs")


@app.command()
def restore(file: BackupFile, data: Data = None) -> None:
    """Fill an empty data folder from a backup, checking every checksum."""
    config = configured(data=data)
    from seismo.backup import restore

    with failing_well():
        try:
            count = restore.restore(file, config)
        except restore.NotEmpty:
            stop(f"{config.data} is not empty: name an empty or a new folder with --data.", MISUSED)
    typer.echo(f"{count} files of {file} are in {config.data}. Start `seismo serve` on it.")


@app.command()
def verify(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A backup to try out, instead of the data folder."),
    ] = None,
    data: Data = None,
) -> None:
    """Compare checksums and counts of all that is stored. Exit code 1 when two parts do not agree.

    A backup is restored into a temporary folder beside it.
    """
    if file is None:
        _verify(existing(data))
        return
    from dataclasses import replace
    from tempfile import TemporaryDirectory

    from seismo.backup.restore import restore

    with failing_well(), TemporaryDirectory(dir=file.absolute().parent) as folder:
        tried = replace(configured(data=data), data=Path(folder) / "data")
        restore(file, tried)
        _verify(tried)


def _verify(config: Config) -> None:
    from seismo.runtime.moment import faults

    found: list[str] = []
    with failing_well(), catalog(config):
        from seismo.runtime.operations import operate

        found += faults(config)
        found += (message["difference"] for message in operate(config, "verify"))
    for difference in found[:SHOWN]:
        typer.echo(difference)
    if len(found) > SHOWN:
        typer.echo(f"and {len(found) - SHOWN:,} more")
    if found:
        stop(
            f"{len(found):,} differences. Where rows for search are wrong, `seismo reindex` helps."
        )
    typer.echo("Everything agrees.")


@app.command()
def reindex(data: Data = None) -> None:
    """Build the rows and words for search anew from the stored payloads, day by day."""
    config = existing(data)
    with failing_well(), catalog(config):
        from seismo.runtime.operations import operate, reset_if_stopped

        reset_if_stopped(config)
        for message in operate(config, "reindex"):
            typer.echo(f"{message['day']}  {message['payloads']:,} payloads")


@app.command()
def erase(
    name: Annotated[
        str, typer.Option("--user", help="The person's id, mail address or IP address.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
) -> None:
    """Remove every event, row and file that is about a person. Counts of issues stay."""
    config = existing(data)
    if not yes and not typer.confirm(f"Remove all that is stored about {name!r}, for good?"):
        stop("nothing was removed.")
    with failing_well(), catalog(config):
        from seismo.runtime.operations import operate

        for message in operate(config, "erase", name=name):
            _tell_erased(name, message)
            if message["waiting"]:
                typer.echo(
                    f"{message['waiting']:,} requests were not digested yet: erase again, "
                    "they may be about the same person."
                )
    typer.echo("Backups made before still hold it.")


def _tell_erased(name: str, message: Mapping[str, Any]) -> None:
    if not any(message[part] for part in ("items", "blobs", "set_aside", "issues")):
        typer.echo(f"Nothing is stored about {name!r}: no id, mail address or IP address is that.")
        return
    for kind, count in message["items"].items():
        typer.echo(f"{kind}: {count:,} removed")
    typer.echo(f"files: {message['blobs']:,} removed")
    typer.echo(f"records that could not be digested: {message['set_aside']:,} removed")
    typer.echo(f"issues: {message['issues']:,} with a title that named them, now {ERASED}")


@app.command()
def replay(
    slug: Annotated[
        str | None, typer.Option("--project", help="Only this project, by its slug.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only what came in on this UTC day or later: 2026-11-21.")
    ] = None,
    data: Data = None,
) -> None:
    """Scrub and group what is stored again, by the rules of today. Counts move with the events."""
    config = existing(data)
    _check_day(since)
    with failing_well(), catalog(config):
        from seismo.runtime.operations import operate

        project_ids = None if slug is None else [_project_id(slug)]
        for done in operate(config, "replay", project_ids=project_ids, since=since):
            typer.echo(
                f"{done['looked_at']:,} payloads, {done['changed']:,} changed, "
                f"{done['regrouped']:,} of them moved to another group"
            )


def _check_day(text: str | None) -> None:
    from datetime import date

    try:
        date.fromisoformat(text or "2026-11-21")
    except ValueError:
        stop(f"{text!r} is not a day: write it as 2026-11-21.", MISUSED)


def _project_id(slug: str) -> int:
    from seismo.catalog.models import Project

    found = Project.objects.filter(slug=slug).first()
    if found is None:
        stop(f"there is no project {slug!r}: `seismo project list` shows them.", MISUSED)
    return found.pk


@app.command(name="bench-data")
def bench_data(
    project: Annotated[str, typer.Argument(help="The project's slug; made when it is missing.")],
    events: Annotated[int, typer.Option(min=1, help="How many events.")] = 1_000_000,
    issues: Annotated[int, typer.Option(min=1, help="Of how many issues.")] = 20_000,
    days: Annotated[int, typer.Option(min=1, help="Spread over how many days.")] = 30,
    data: Data = None,
) -> None:
    """Fill a project with invented events, to see how fast the pages are then. Not beside a server."""
    config = configured(data=data)
    with catalog(config), failing_well():
        from seismo.bench_data import Amount, fill
        from seismo.catalog import people, projects
        from seismo.catalog.models import Project
        from seismo.model.ids import ProjectId
        from seismo.runtime.parts import open_stores

        found = Project.objects.filter(slug=project).first()
        target = found or projects.create_project(people.first_organization(), project)
        amount = Amount(events, min(issues, events), days)
        with open_stores(config) as (stores, _):
            fill(stores, ProjectId(target.pk), amount, lambda stored: _say_progress(stored, events))


def _say_progress(stored: int, wanted: int) -> None:
    typer.echo(f"\r{stored:,} of {wanted:,} events", nl=stored == wanted)
