"""What all commands share: the application, how a command ends, and the way to a data folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn, TypeAlias

import typer

from seismo.cli.serving import MISUSED
from seismo.config import Config, Misconfigured, load

FAILED = 1

app = typer.Typer(
    name="seismo",
    help="Error tracking that every official Sentry SDK talks to unchanged.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
Data: TypeAlias = Annotated[
    Path | None, typer.Option("--data", help="The data folder, instead of SEISMO_DATA.")
]
AsJson: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def stop(message: str, code: int = FAILED) -> NoReturn:
    """End the command with one line that says what is wrong and what to do."""
    typer.echo(f"seismo: {' '.join(message.split())}", err=True)
    raise typer.Exit(code)


def configured(**overrides: object) -> Config:
    try:
        return load(os.environ, None, **overrides)
    except Misconfigured as mistake:
        stop(str(mistake), MISUSED)


@contextmanager
def catalog(config: Config) -> Iterator[None]:
    """While it lasts, Django's ORM reaches the catalog of that data folder, made when it is missing."""
    from django.db import DatabaseError

    from seismo import runtime

    try:
        runtime.open_catalog(config)
        yield
    except Misconfigured as mistake:
        stop(str(mistake), MISUSED)
    except DatabaseError as error:
        stop(f"the catalog in {config.data} fails: {error}. `seismo doctor` tells more.")


def existing(data: Path | None) -> Config:
    """The configuration for a look into a data folder, which must be there."""
    from seismo.runtime.folder import Paths

    config = configured(data=data)
    if not Paths(config.data).catalog.is_file():
        stop(
            f"there is no Seismo data in {config.data}. Name the server's folder with --data or "
            "SEISMO_DATA, or start `seismo serve` once."
        )
    return config
