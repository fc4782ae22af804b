"""`manage.py seismo erase --user ID`: what this application keeps about a person, and who keeps the rest."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, TextIO

from django.db import DatabaseError
from django.db.models import Q

from seismo_django.commands.lines import FAIL, OK, WARN, Line, counted, tell
from seismo_django.commands.word import Word
from seismo_django.conf import current
from seismo_django.destination import is_dsn
from seismo_django.transport.spool import Spool


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--user", required=True, help="the person's id or mail address")


def run(options: dict[str, Any], out: TextIO) -> int:
    return tell(list(_erased(options["user"])), options, out)


def _erased(person: str) -> Iterator[Line]:
    yield _feedback(person)
    settings = current().settings
    waiting = Spool(settings.dsn, settings).kept().items if is_dsn(settings.dsn) else 0
    if waiting:
        yield Line(
            WARN,
            "Spool",
            f"Waiting on disk, perhaps about the person: {counted(waiting, 'item')}.",
            "Send them first with manage.py seismo spool flush, or drop them with spool clear.",
        )
    yield Line(
        WARN,
        "Server",
        "What was sent before is kept by the server, where no application may remove it.",
        f"On the machine of a Seismo server: seismo erase --user {person}",
    )


def _feedback(person: str) -> Line:
    from seismo_django.models import Feedback

    try:
        number, _ = Feedback.objects.filter(Q(user_id=person) | Q(email__iexact=person)).delete()
    except DatabaseError as error:
        cure = "manage.py migrate makes the table; without it there is nothing to erase."
        return Line(FAIL, "Feedback", f"The table cannot be read: {error}", cure)
    return Line(OK, "Feedback", f"Removed: {counted(number, 'row')} of {person}.")


WORD = Word("erase", "Removes what the application keeps about a person.", arguments, run)
