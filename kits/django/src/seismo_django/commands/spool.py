"""`manage.py seismo spool status|flush|clear`: what waits on disk for the server."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TextIO

from seismo_django.commands.lines import FAIL, OK, WARN, Line, counted, tell
from seismo_django.commands.test import sending
from seismo_django.commands.word import Word
from seismo_django.conf import Settings, current
from seismo_django.destination import is_dsn
from seismo_django.transport.spool import Spool
from seismo_django.transport.transport import SeismoTransport


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "deed", choices=("status", "flush", "clear"), help="say what waits, send it, or drop it"
    )


def run(options: dict[str, Any], out: TextIO) -> int:
    settings = current().settings
    if not is_dsn(settings.dsn):
        sentence = "There is no SENTRY_DSN, and so nothing waits for a server."
        return tell([Line(OK, "Spool", sentence)], options, out)
    return tell(list(_DEEDS[options["deed"]](Spool(settings.dsn, settings))), options, out)


def waiting(settings: Settings) -> Line:
    """How much waits for the server of the DSN, and since when."""
    kept = Spool(settings.dsn, settings).kept()
    if not kept.items:
        return Line(OK, "Spool", "Nothing waits.")
    oldest = datetime.fromtimestamp(kept.oldest or 0, UTC)
    return Line(
        WARN,
        "Spool",
        f"Waiting: {counted(kept.items, 'item')} ({kept.bytes / 1e6:.1f} MB),"
        f" the oldest since {oldest:%d %b %H:%M} UTC.",
        "All is sent when the server answers; manage.py seismo spool flush tries now.",
    )


def _status(spool: Spool) -> Iterator[Line]:
    yield Line(OK, "Folder", str(spool.folder))
    yield waiting(current().settings)


def _flush(spool: Spool) -> Iterator[Line]:
    before = spool.kept().items
    with sending() as client:
        transport = client.transport
        if isinstance(transport, SeismoTransport):
            transport.send_spooled()
    left = spool.kept().items
    if left:
        cure = "manage.py seismo doctor says why."
        yield Line(FAIL, "Spool", f"Sent: {before - left:,}. Still waiting: {left:,}.", cure)
    else:
        yield Line(OK, "Spool", f"Sent: {before:,}. Nothing waits.")


def _clear(spool: Spool) -> Iterator[Line]:
    yield Line(OK, "Spool", f"Dropped: {counted(spool.clear(), 'item')}.")


_DEEDS = {"status": _status, "flush": _flush, "clear": _clear}
WORD = Word("spool", "What waits on disk while the server is away.", arguments, run)
