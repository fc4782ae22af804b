"""`manage.py seismo grouping test WHAT`: by which rule an error is grouped, and why."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from seismo_django.commands.errors import Seen, SeenError, of_file, of_function, of_id
from seismo_django.commands.lines import FAIL, OK, Line, tell
from seismo_django.commands.word import Word
from seismo_django.conf import current
from seismo_django.events.grouping.explaining import Opinion, opinions, own_opinions
from seismo_django.events.grouping.rules import RULE_TAG

_EVENT_ID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("deed", choices=("test",), help="show which rule decides")
    parser.add_argument(
        "what",
        help="an event's id, a file with its JSON, or the dotted path of a function that fails",
    )
    parser.add_argument("arguments", nargs="*", help="texts for the function")


def run(options: dict[str, Any], out: TextIO) -> int:
    try:
        lines = list(_explained(options["what"], options["arguments"]))
    except SeenError as error:
        lines = [Line(FAIL, options["what"], str(error), error.cure)]
    return tell(lines, options, out)


def _explained(what: str, texts: list[str]) -> Iterator[Line]:
    if _EVENT_ID.fullmatch(what):
        yield from _stored(of_id(what.replace("-", "").lower()))
    elif Path(what).is_file():
        yield from _stored(of_file(Path(what)))
    else:
        yield from _raised(of_function(what, texts))


def _raised(seen: Seen) -> Iterator[Line]:
    yield Line(OK, "Error", seen.title)
    given = seen.event.get("fingerprint")
    if given:
        yield Line(OK, "Fingerprint", f"{_told(given)}; the application gave it, no rule is asked.")
        return
    yield from _decision(list(opinions(seen.event, seen.exception, current().settings.grouping)))


def _stored(seen: Seen) -> Iterator[Line]:
    """Which rule of the kit decided was noted when it was sent; the own ones are judged as they are now."""
    yield Line(OK, "Error", seen.title)
    rule = seen.tags.get(RULE_TAG)
    fingerprint = _told(seen.event.get("fingerprint") or ["{{ default }}"])
    if rule:
        yield Line(OK, "When it was sent", f"The rule {rule} decided: {fingerprint}.")
    elif fingerprint != _told(["{{ default }}"]):
        yield Line(OK, "When it was sent", f"The application gave it {fingerprint}.")
    else:
        yield Line(OK, "When it was sent", "No rule fitted: the server grouped it by its stack.")
    own = list(own_opinions(seen.event, seen.exception, current().settings.grouping))
    if own:
        yield from _decision(own)


def _decision(said: list[Opinion]) -> Iterator[Line]:
    for opinion in said:
        yield Line(OK, opinion.rule, opinion.why)
    group = next((opinion.group for opinion in said if opinion.group), None)
    if group is None:
        yield Line(OK, "Fingerprint", "No rule fits: the server groups it by its stack trace.")
        return
    tags = ", ".join(f"{name}={value}" for name, value in group.tags.items())
    yield Line(OK, "Fingerprint", _told(group.fingerprint) + (f"; tags {tags}" if tags else ""))


def _told(fingerprint: list[str]) -> str:
    return " / ".join(map(str, fingerprint))


WORD = Word("grouping", "Shows by which rule an error is grouped, and why.", arguments, run)
