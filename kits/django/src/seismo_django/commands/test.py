"""`manage.py seismo test`: send one of each, and say what became of it and how long that took."""

import logging
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

import sentry_sdk

from seismo_django import counting, sdk, tracing
from seismo_django.commands.lines import FAIL, OK, WARN, Line, tell
from seismo_django.commands.poison import poisoned
from seismo_django.commands.server import Server
from seismo_django.commands.word import Word
from seismo_django.conf import current
from seismo_django.destination import is_dsn
from seismo_django.sdk_options import options as sdk_options
from seismo_django.transport.sending import send_item

PATIENCE = 10.0
"""Seconds for each step."""


class Missing(Exception):
    """The installed SDK cannot send this; `str(error)` says what is needed."""


def _message() -> str | None:
    return sentry_sdk.capture_message("A test message of manage.py seismo test", level="info")


def _exception() -> str | None:
    try:
        return str(1 // int("0"))
    except ZeroDivisionError:
        return sentry_sdk.capture_exception()


def _transaction() -> None:
    with tracing.transaction("command", "command:seismo test"):
        time.sleep(0.001)


def _log() -> None:
    if not sdk.sends_logs():
        raise Missing("Structured logs need sentry-sdk 2.35 or newer.")
    logger = logging.getLogger("seismo.test")
    logger.addHandler(logging.NullHandler())
    logger.warning("A test log line of manage.py seismo test")


def _check_in() -> None:
    from sentry_sdk.crons import capture_checkin

    capture_checkin(monitor_slug="seismo-test", status="ok", duration=0.1)


def _feedback() -> str | None:
    said = {"message": "Test feedback of manage.py seismo test", "source": "seismo-django"}
    payload = {
        "timestamp": time.time(),
        "platform": "python",
        "level": "info",
        "environment": current().settings.environment,
        "contexts": {"feedback": said},
    }
    return send_item("feedback", payload)


KINDS: dict[str, Callable[[], str | None]] = {
    "message": _message,
    "exception": _exception,
    "transaction": _transaction,
    "log": _log,
    "check-in": _check_in,
    "feedback": _feedback,
}


def run(options: dict[str, Any], out: TextIO) -> int:
    if not is_dsn(current().settings.dsn):
        cure = "manage.py seismo doctor says more."
        return tell([Line(FAIL, "Test", "There is no SENTRY_DSN to send to.", cure)], options, out)
    with sending() as client:
        if options["poison"]:
            return tell(list(poisoned(client)), options, out)
        sent = [_sent(client, kind) for kind in options["only"] or KINDS]
    lines = [line for line, _ in sent]
    ids = [
        event_id for line, event_id in sent if event_id and line.about in ("message", "exception")
    ]
    return tell([*lines, *_seen(ids)], options, out)


@contextmanager
def sending(capture_shell: bool = False) -> "Iterator[sentry_sdk.Client]":
    """A client that sends everything to the server, also in DEBUG, where the process's own keeps it."""
    loaded = current()
    wanted = loaded.settings.but(capture_logs="WARNING", capture_shell=capture_shell)
    told = sdk_options(loaded._replace(settings=wanted)) | {
        "traces_sampler": lambda _: 1.0,
        "sample_rate": 1.0,
    }
    logging.getLogger("seismo.internal").setLevel(logging.ERROR)
    with sentry_sdk.isolation_scope() as scope:
        client = sentry_sdk.Client(**told)
        scope.set_client(client)
        yield client
        client.close(timeout=PATIENCE)


def _sent(client: "sentry_sdk.Client", kind: str) -> tuple[Line, str | None]:
    before = {name: counting.total(f"transport.{name}") for name in ("sent", "spooled")}
    started = time.monotonic()
    try:
        event_id = KINDS[kind]()
    except Missing as error:
        return Line(WARN, kind, str(error)), None
    client.flush(timeout=PATIENCE)
    took = (time.monotonic() - started) * 1000
    if counting.total("transport.sent") > before["sent"]:
        return Line(
            OK, kind, f"{event_id or 'it'} was taken by the server in {took:.0f} ms."
        ), event_id
    if counting.total("transport.spooled") > before["spooled"]:
        sentence = "The server is away; it waits on disk and is sent later."
        return Line(FAIL, kind, sentence, "manage.py seismo doctor says why."), None
    return Line(FAIL, kind, "It was not taken.", "manage.py seismo doctor says why."), None


def _seen(event_ids: Sequence[str]) -> Iterator[Line]:
    """Where to look; and where the server tells, how long it took until it could be seen."""
    server = Server.of_settings()
    for event_id in event_ids:
        took = server.seconds_until_seen(event_id, PATIENCE)
        place = server.address_of(event_id)
        if took is None:
            yield Line(OK, "Look at", place)
        elif took < PATIENCE:
            yield Line(OK, "Look at", f"{place} (could be seen after {took:.1f} s)")
        else:
            yield Line(FAIL, "Look at", f"{place} could not be seen within {PATIENCE:.0f} s.")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--only", action="append", choices=tuple(KINDS), help="send only this")
    parser.add_argument(
        "--poison", action="store_true", help="send an error full of secrets and look for them"
    )


WORD = Word("test", "Sends one of each and says what became of it.", arguments, run)
