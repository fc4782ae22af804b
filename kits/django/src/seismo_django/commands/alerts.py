"""`manage.py seismo alerts list|test`"""

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any, TextIO

from seismo_django.commands.lines import FAIL, OK, WARN, Line, tell
from seismo_django.commands.word import Word
from seismo_django.conf import Settings, current


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("deed", choices=("list", "test"), help="show the rules, or send a test")
    parser.add_argument(
        "--channel",
        action="append",
        default=[],
        metavar="NAME",
        help="to this one: email, email:dev@example.com, slack, discord, pagerduty, webhook",
    )


def run(options: dict[str, Any], out: TextIO) -> int:
    lines = _rules() if options["deed"] == "list" else _sent(options["channel"])
    return tell(list(lines), options, out)


def _rules() -> Iterator[Line]:
    from seismo_django.alerts.plan import plan

    settings = current().settings
    yield _mode(settings)
    planned = plan(settings)
    for rule in planned.rules:
        to = ", ".join(rule.to)
        if rule.when.kind == "p95":
            yield Line(WARN, rule.name, f"{rule.text}: only a Seismo server can answer that.")
        elif not to:
            yield Line(WARN, rule.name, f"{rule.text}: goes to nobody.", "Enable a channel.")
        else:
            every = f", once in {rule.every} s at most" if rule.every else ""
            yield Line(OK, rule.name, f"{rule.text}: to {to}{every}.")
    for problem in planned.problems:
        yield Line(FAIL, "Rules", problem)


def _mode(settings: Settings) -> Line:
    from seismo_django.alerts.server import Server

    mode, about = settings.alerts.mode, "Mode"
    if mode == "off":
        return Line(WARN, about, "ALERTS.MODE is off: this application alerts nobody.")
    if settings.environment not in settings.alerts.environments:
        allowed = ", ".join(settings.alerts.environments)
        sentence = f"{settings.environment} does not alert; ALERTS.ENVIRONMENTS is {allowed}."
        return Line(WARN, about, sentence)
    if mode == "local":
        return Line(OK, about, "This application alerts by itself, whatever the server does.")
    alerts = Server(settings.dsn).alerts(time.time())
    if alerts is None:
        return Line(WARN, about, "The server does not answer; until it has, the rules are silent.")
    if alerts:
        return Line(OK, about, "The server of the DSN alerts; the rules rest.")
    return Line(OK, about, "No server that alerts takes the errors: this application does it.")


def _sent(channels: list[str]) -> Iterator[Line]:
    from seismo_django.alerts.delivery import send
    from seismo_django.alerts.message import Alert
    from seismo_django.alerts.targets import NAMES, enabled, notifier

    settings = current().settings
    alert = Alert(
        title="Test of alerts",
        rule="test",
        text="Somebody ran `manage.py seismo alerts test`. Nothing is wrong.",
        environment=settings.environment,
        severity="info",
        key="test",
    )
    wanted = channels or enabled(settings)
    if not wanted:
        yield Line(FAIL, "Channels", "None is enabled.", "Name one with --channel.")
    for target in wanted:
        found = notifier(target)
        if found is None:
            yield Line(FAIL, target, f"There is no such channel; known are {', '.join(NAMES)}.")
            continue
        problem = send(found, alert, target)
        yield Line(FAIL, target, problem) if problem else Line(OK, target, "Sent.")


WORD = Word("alerts", "the alerts that this application sends by itself", arguments, run)
