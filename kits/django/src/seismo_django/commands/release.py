"""`manage.py seismo release`: make the release known, with its commits and its deploy, in one call."""

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, TextIO

from seismo_django.commands.lines import FAIL, OK, WARN, Line, tell
from seismo_django.commands.server import Server
from seismo_django.commands.word import Word
from seismo_django.conf import base_dir, current
from seismo_django.release import BAKED
from seismo_django.releases import telling
from seismo_django.releases.commits import Commit, commits, repository
from seismo_django.releases.notes import notes


def run(options: dict[str, Any], out: TextIO) -> int:
    settings = current().settings
    version = options["version"] or settings.release
    if not version:
        cure = "Name one, or set SENTRY_RELEASE."
        return tell([Line(FAIL, "Release", "No release was found.", cure)], options, out)
    if options["notes"]:
        span = options["commits"] or "auto"
        out.write(notes(version, commits(base_dir(), span, "", os.environ)))
        return 0
    if options["write_file"]:
        return tell([_written(version, settings.git_sha)], options, out)
    return tell(list(_told(version, options)), options, out)


def _written(version: str, sha: str) -> Line:
    path = base_dir() / BAKED[0]
    try:
        path.write_text(f"{version}\n{sha}\n", encoding="utf-8")
    except OSError as error:
        return Line(FAIL, "File", f"{path} cannot be written ({error.strerror}).")
    return Line(OK, "File", f"{path} says {version} from now on.")


def _told(version: str, options: dict[str, Any]) -> Iterator[Line]:
    server = Server.of_settings()
    missing = lacking(server)
    if missing:
        yield missing
        return
    try:
        telling.create(server, version)
        yield Line(OK, "Release", f"{version} is known.")
        if options["commits"]:
            yield _with_commits(server, version, options["commits"])
        if options["finalize"]:
            telling.finalize(server, version)
            yield Line(OK, "Finalized", "The server counts from now.")
        if options["deploy"]:
            telling.deploy(server, version, options["deploy"], {})
            yield Line(OK, "Deploy", f"{version} runs in {options['deploy']}.")
    except telling.Refused as error:
        yield Line(FAIL, "Server", str(error))


def _with_commits(server: Server, version: str, wanted: str) -> Line:
    folder = base_dir()
    previous = telling.previous_commit(server, version) if wanted == "auto" else ""
    found: list[Commit] = commits(folder, wanted, previous, os.environ)
    if not found:
        return Line(WARN, "Commits", "None were found: no git here, and no build server says one.")
    telling.set_commits(server, version, found, repository(folder))
    return Line(OK, "Commits", f"{len(found)}, the newest {found[0].id[:7]} “{found[0].subject}”.")


def lacking(server: Server, what: str = "releases") -> Line | None:
    """What has to be set before a server can be told of them."""
    needed = {
        "SENTRY_AUTH_TOKEN": server.token,
        "SENTRY_ORG": server.organization,
        "SENTRY_PROJECT": server.project,
        "SENTRY_URL": server.url,
    }
    names = [name for name, value in needed.items() if not value]
    if not names:
        return None
    return Line(FAIL, "Settings", f"{', '.join(names)} must be set to tell the server of {what}.")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("version", nargs="?", help="the release; that of this process unless given")
    parser.add_argument("--deploy", metavar="ENVIRONMENT", help="say that it runs there now")
    parser.add_argument(
        "--commits",
        nargs="?",
        const="auto",
        metavar="RANGE",
        help="send its commits: auto, or v1..v2",
    )
    parser.add_argument("--finalize", action="store_true", help="say that it is out")
    parser.add_argument(
        "--notes", action="store_true", help="print notes of its commits, and no more"
    )
    parser.add_argument(
        "--write-file", action="store_true", help=f"write {BAKED[0]} for an image, and no more"
    )


WORD = Word("release", "Tells the server of a release, its commits and its deploy.", arguments, run)
