"""`manage.py seismo doctor`: whether errors of this process reach the server, and if not, why."""

import json
import platform
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any, TextIO

import django
import sentry_sdk
from sentry_sdk.consts import VERSION
from sentry_sdk.utils import Dsn

from seismo_django import __version__, sdk
from seismo_django.checks import asked
from seismo_django.commands.asking import Answer, ask, proxy_for
from seismo_django.commands.lines import FAIL, OK, WARN, Line, counted, tell
from seismo_django.commands.word import Word
from seismo_django.conf import current
from seismo_django.destination import Where
from seismo_django.events.judge import before_send
from seismo_django.guard import failures
from seismo_django.setup import start

_SECRET = ("TOKEN", "DSN", "SECRET", "WEBHOOK", "ROUTING_KEY")
_STATES = {"E": FAIL, "W": WARN, "I": OK}


def run(options: dict[str, Any], out: TextIO) -> int:
    if options["privacy"]:
        from seismo_django.commands.sample import sample_event

        out.write(json.dumps(sample_event(), indent=2, default=str))
        return 0
    lines = list(_lines())
    if not options["json"]:
        lines += _said()
    return tell(_with_cause(lines), options, out)


def _lines() -> Iterator[Line]:
    loaded = current()
    settings = loaded.settings
    sources = loaded.sources
    yield Line(
        OK,
        "Installation",
        f"seismo-django {__version__}, sentry-sdk {VERSION}, Django {django.get_version()}, "
        f"Python {platform.python_version()}.",
    )
    wrong = sum(problem.code.startswith("E") for problem in loaded.problems)
    yield Line(
        FAIL if wrong else OK, "Settings", f"{len(sources)} said, {wrong} of them cannot be read."
    )
    present = [name for name in ("celery", "redis", "rest_framework") if find_spec(name)]
    yield Line(
        OK, "Requirements", f"Installed here: {', '.join(present) or 'neither Celery nor Redis'}."
    )
    yield Line(
        OK,
        "Environment",
        f"{settings.environment} (from {sources.get('ENVIRONMENT', 'DEBUG')}), release "
        f"{settings.release or 'unknown'} (from {sources.get('RELEASE', 'nowhere')}).",
    )
    yield _destination()
    if start.destination.where == Where.SERVER:
        yield _server(settings.dsn)
    yield _hook()
    yield from _kit()
    yield from _profiles()
    for problem in asked.problems(asked.facts()):
        yield Line(_STATES[problem.code[0]], problem.code, problem.sentence, problem.cure)


def _destination() -> Line:
    where, reason = start.destination
    return Line(OK if where == Where.SERVER else FAIL, "Destination", reason)


def _server(text: str) -> Line:
    """Ask with a report of nothing discarded: every server takes it, and no issue comes of it."""
    dsn = Dsn(text)
    url = f"{dsn.scheme}://{dsn.netloc}{dsn.path}api/{dsn.project_id}/envelope/"
    body = b'{}\n{"type":"client_report"}\n{"discarded_events":[]}\n'
    headers = {
        "Content-Type": "application/x-sentry-envelope",
        "X-Sentry-Auth": f"Sentry sentry_version=7, sentry_client=seismo-django/{__version__}, "
        f"sentry_key={dsn.public_key}",
    }
    return _understood(ask("POST", url, body, headers), url)


def _understood(answer: Answer, url: str) -> Line:
    if answer.is_good:
        return Line(OK, "Server", f"{url} takes what this project sends.")
    sentence, cure = _cause(answer, url)
    return Line(FAIL, "Server", sentence, cure)


def _cause(answer: Answer, url: str) -> tuple[str, str]:
    proxy = proxy_for(url)
    if not answer.status and proxy:
        return (
            f"{url} cannot be reached through the proxy {proxy} ({answer.failure}).",
            "Correct the proxy, or name the server in NO_PROXY.",
        )
    if not answer.status:
        return (
            f"{url} cannot be reached ({answer.failure}).",
            "Is the server running, and are host and port of SENTRY_DSN right?",
        )
    if answer.status in (401, 403):
        return (
            f"The server refuses the key of SENTRY_DSN ({answer.status}: {answer.detail or 'no reason'}).",
            "Copy the DSN anew from the page Client keys of the project.",
        )
    if answer.status == 404:
        return (
            "The server knows no such project or address (404).",
            "Copy the DSN anew; is there a path before the project's number?",
        )
    if answer.status == 429:
        wait = answer.headers.get("Retry-After", "some")
        return (
            f"The server limits this project and takes nothing for {wait} s (429).",
            "Look at the limits of the project and of its key.",
        )
    if answer.status == 407:
        return f"The proxy {proxy} wants a name and a password (407).", "Give them to it."
    return (
        f"{url} answered {answer.status}: {answer.detail or 'no reason'}.",
        "Look into the log of the server.",
    )


def _hook() -> Line:
    """Whether an ordinary error passes everything that may end it."""
    error = ZeroDivisionError("a sample of manage.py seismo doctor")
    event = {
        "event_id": "0" * 32,
        "level": "error",
        "exception": {"values": [{"type": "ZeroDivisionError"}]},
    }
    if before_send(event, {"exc_info": (type(error), error, None)}) is None:
        return Line(
            FAIL,
            "Hooks",
            "BEFORE_SEND or IGNORE drops an ordinary error.",
            "A hook returns the event; None drops it.",
        )
    rate = current().settings.sample_rate
    if rate < 1:
        return Line(WARN, "Hooks", f"SENTRY_SAMPLE_RATE drops {1 - rate:.0%} of the errors.")
    return Line(OK, "Hooks", "An ordinary error passes.")


def _kit() -> Iterator[Line]:
    for name, number in failures().items():
        yield Line(
            WARN, "Kit", f"{name} failed {number} times in this process; see seismo.internal."
        )
    waiting = _waiting()
    if waiting:
        yield Line(
            WARN,
            "Spool",
            f"Waiting for the server: {counted(waiting, 'item')}.",
            "manage.py seismo spool status",
        )


def _waiting() -> int:
    kept = getattr(getattr(sentry_sdk.get_client().transport, "spool", None), "kept", None)
    return kept().items if kept else 0


def _profiles() -> Iterator[Line]:
    rate = current().settings.profiles_sample_rate
    if 0 < rate < 1 and sdk.takes("profile_session_sample_rate"):
        yield Line(
            WARN,
            "Profiles",
            f"This SDK profiles {rate:.0%} of the processes, not of the requests.",
            "With few workers, set SENTRY_PROFILES_SAMPLE_RATE to 1.0.",
        )


def _said() -> list[Line]:
    """What was said and where, without what is secret."""
    loaded = current()
    return [
        Line(OK, key, f"{_shown(key, _value(loaded.settings, key))} (from {source}).")
        for key, source in sorted(loaded.sources.items())
        if key != "SDK"
    ]


def _value(settings: Any, key: str) -> Any:
    for name in key.lower().split("."):
        settings = getattr(settings, name)
    return settings


def _shown(key: str, value: Any) -> str:
    if key == "DSN":
        scheme, _, rest = str(value).partition("://")
        return f"{scheme}://...@{rest.rpartition('@')[2]}"
    return "(set)" if value and any(word in key for word in _SECRET) else str(value)


def _with_cause(lines: Sequence[Line]) -> list[Line]:
    """The last line says it all: errors arrive, or the first reason why not."""
    broken = next((line for line in lines if line.state == FAIL), None)
    if broken:
        return [*lines, Line(FAIL, "Cause", broken.sentence, broken.cure)]
    return [*lines, Line(OK, "Result", "Errors of this process reach the server.")]


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--privacy", action="store_true", help="print what an event of this project contains"
    )


WORD = Word("doctor", "Says whether errors reach the server, and if not, why.", arguments, run)
