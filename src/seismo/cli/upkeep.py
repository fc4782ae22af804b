"""Keeping the data: backups and what belongs to them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from seismo.cli.frame import MISUSED, Data, app, catalog, configured, existing, stop
from seismo.config import Misconfigured

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
    typer.echo(f"{file}  {made.size / 1e6:,.1f} MB  {made.days} days  {made.blobs} blobs")


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
        from seismo import runtime
        from seismo.bench_data import Amount, fill
        from seismo.catalog import people, projects
        from seismo.catalog.models import Project
        from seismo.model.ids import ProjectId

        found = Project.objects.filter(slug=project).first()
        target = found or projects.create_project(people.first_organization(), project)
        amount = Amount(events, min(issues, events), days)
        with runtime.open_stores(config) as stores:
            fill(stores, ProjectId(target.pk), amount, lambda stored: _say_progress(stored, events))


def _say_progress(stored: int, wanted: int) -> None:
    typer.echo(f"\r{stored:,} of {wanted:,} events", nl=stored == wanted)
