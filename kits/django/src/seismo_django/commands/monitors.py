"""`manage.py seismo monitors list|sync`: what becomes of beat's schedules, and telling the server of them."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from seismo_django.commands.asking import Answer
from seismo_django.commands.lines import FAIL, OK, WARN, Line, tell
from seismo_django.commands.release import lacking
from seismo_django.commands.server import Server
from seismo_django.commands.word import Word
from seismo_django.conf import current

if TYPE_CHECKING:
    from seismo_django.celery.schedules import Schedule


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "deed", choices=("list", "sync"), help="show the schedules, or make their monitors now"
    )
    parser.add_argument("--app", default="", help="the Celery application, as celery -A takes it")


def run(options: dict[str, Any], out: TextIO) -> int:
    if not find_spec("celery"):
        return tell([Line(FAIL, "Celery", "It is not installed here.")], options, out)
    from seismo_django.celery.schedules import application, schedules

    try:
        app = application(options["app"])
    except (ImportError, AttributeError) as error:
        sentence = f"There is no application {options['app']!r}: {error}."
        return tell([Line(FAIL, "Celery", sentence)], options, out)
    found = schedules(app, current().settings)
    if not found:
        cure = "Does --app name the application, as celery -A does?"
        sentence = f"{app.main or 'Celery'} has no schedule for beat."
        return tell([Line(WARN, "Celery", sentence, cure)], options, out)
    return tell(list(_DEEDS[options["deed"]](found)), options, out)


def _list(found: "Sequence[Schedule]") -> Iterator[Line]:
    for schedule in found:
        if schedule.config:
            zone = schedule.config["timezone"]
            yield Line(OK, schedule.slug, f"{schedule.name}: {schedule.when} ({zone}).")
        else:
            yield _unwatched(schedule)


def _sync(found: "Sequence[Schedule]") -> Iterator[Line]:
    server = Server.of_settings()
    missing = lacking(server, "monitors")
    if missing:
        yield missing
        return
    for schedule in found:
        if not schedule.config:
            yield _unwatched(schedule)
            continue
        answer = _told(server, schedule)
        if _is_unknown(answer):
            yield Line(
                WARN,
                "Server",
                f"{server.url} has no API for monitors (404).",
                "A schedule becomes a monitor there with its first run.",
            )
            return
        yield _outcome(schedule, answer)


def _unwatched(schedule: "Schedule") -> Line:
    sentence = f"{schedule.name}: {schedule.when}, no monitor: {schedule.why_not}."
    return Line(WARN, schedule.slug, sentence)


def _told(server: Server, schedule: "Schedule") -> Answer:
    """Change the monitor, or make it where there is none."""
    monitors = f"organizations/{quote(server.organization)}/monitors/"
    body = {
        "project": server.project,
        "name": schedule.name,
        "slug": schedule.slug,
        "type": "cron_job",
        "config": schedule.config,
    }
    answer = server.ask("PUT", f"{monitors}{schedule.slug}/", body)
    return server.ask("POST", monitors, body) if answer.status == 404 else answer


def _is_unknown(answer: Answer) -> bool:
    """Whether the server has no such address: one that has it says in JSON what it does not find."""
    return answer.status == 404 and answer.json() is None


def _outcome(schedule: "Schedule", answer: Answer) -> Line:
    if answer.is_good:
        return Line(OK, schedule.slug, f"The server watches {schedule.when}.")
    if not answer.status:
        return Line(
            FAIL, schedule.slug, f"The server cannot be reached ({answer.failure}).",
            "Is SENTRY_URL right?",
        )  # fmt: skip
    sentence = f"The server answered {answer.status}: {answer.detail or 'no reason'}."
    cure = "SENTRY_AUTH_TOKEN needs the scope project:write." if answer.status in (401, 403) else ""
    return Line(FAIL, schedule.slug, sentence, cure)


_DEEDS = {"list": _list, "sync": _sync}
WORD = Word("monitors", "What becomes of beat's schedules.", arguments, run)
