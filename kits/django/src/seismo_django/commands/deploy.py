"""`manage.py seismo deploy ENVIRONMENT`: say that the release runs there now."""

from argparse import ArgumentParser
from typing import Any, TextIO

from seismo_django.commands.lines import FAIL, OK, Line, tell
from seismo_django.commands.release import lacking
from seismo_django.commands.server import Server
from seismo_django.commands.word import Word
from seismo_django.conf import current
from seismo_django.releases import telling


def run(options: dict[str, Any], out: TextIO) -> int:
    return tell([_told(options)], options, out)


def _told(options: dict[str, Any]) -> Line:
    settings = current().settings
    version = options["release"] or settings.release
    environment = options["environment"] or settings.environment
    server = Server.of_settings()
    if not version:
        return Line(FAIL, "Release", "No release was found.", "Name one with --release.")
    missing = lacking(server)
    if missing:
        return missing
    more = {name: options[name] for name in ("name", "url") if options[name]}
    try:
        telling.deploy(server, version, environment, more)
    except telling.Refused as error:
        return Line(FAIL, "Server", str(error))
    return Line(OK, "Deploy", f"{version} runs in {environment}.")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("environment", nargs="?", help="that of this process unless given")
    parser.add_argument("--release", help="that of this process unless given")
    parser.add_argument("--name", help="a name for this deploy")
    parser.add_argument("--url", help="where it can be seen")


WORD = Word("deploy", "Tells the server that the release runs in an environment.", arguments, run)
