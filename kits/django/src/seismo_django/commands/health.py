"""`manage.py seismo health`: what `/ready/` asks, where there is no web server to ask it."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, TextIO

from seismo_django.commands.lines import FAIL, OK, Line, tell
from seismo_django.commands.spool import waiting
from seismo_django.commands.word import Word
from seismo_django.conf import current
from seismo_django.health.checks import CHECKS, asked


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--only",
        action="append",
        choices=tuple(CHECKS),
        help="ask this, whatever HEALTH.READY says",
    )


def run(options: dict[str, Any], out: TextIO) -> int:
    return tell(list(_lines(options["only"])), options, out)


def _lines(only: list[str] | None) -> Iterator[Line]:
    settings = current().settings
    for name in only or settings.health.ready:
        found = asked(name)
        yield Line(OK if found.is_ok else FAIL, name, f"{found.sentence}.")
    if not only and settings.dsn:
        yield waiting(settings)


WORD = Word("health", "Asks whether what the application needs works.", arguments, run)
