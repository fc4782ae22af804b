"""`manage.py seismo open [EVENT_ID]`: the server, or one event there."""

import webbrowser
from argparse import ArgumentParser
from typing import Any, TextIO

from seismo_django.commands.lines import FAIL, OK, Line, tell
from seismo_django.commands.server import Server
from seismo_django.commands.word import Word


def run(options: dict[str, Any], out: TextIO) -> int:
    server = Server.of_settings()
    if not server.url:
        cure = "Set SENTRY_DSN or SENTRY_URL."
        return tell([Line(FAIL, "Server", "No server is known.", cure)], options, out)
    event_id = (options["event_id"] or "").replace("-", "")
    address = server.address_of(event_id) if event_id else f"{server.url}/"
    if not options["json"] and out.isatty():
        webbrowser.open(address)
    return tell([Line(OK, "Server", address)], options, out)


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("event_id", nargs="?", help="of an event; without it, the start page")


WORD = Word("open", "Opens the server, or an event there.", arguments, run)
