"""`manage.py seismo scrub FILE`: what would be left of it. `--selftest`: whether the rules work here."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO
from uuid import uuid4

from seismo_django.commands.lines import FAIL, OK, Line, tell
from seismo_django.commands.word import Word
from seismo_django.conf import current
from seismo_django.scrub import scrubber, value
from seismo_django.scrub.personal import Privacy


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", default="-", help="JSON or text; - reads what is typed")
    parser.add_argument("--kind", default="event", help="the type of item that JSON is")
    parser.add_argument(
        "--selftest", action="store_true", help="scrub one secret of each kind and look for it"
    )


def run(options: dict[str, Any], out: TextIO) -> int:
    if options["selftest"]:
        return tell(list(_selftest()), options, out)
    try:
        given = sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text()
    except (OSError, UnicodeDecodeError) as error:
        return tell([Line(FAIL, options["file"], str(error), "Name a file of text.")], options, out)
    out.write(_scrubbed(given, options["kind"]))
    return 0


def _scrubbed(given: str, kind: str) -> str:
    try:
        payload = json.loads(given)
    except ValueError:
        return "\n".join(value(given.split("\n")))
    return json.dumps(scrubber().payload(kind, payload)[0], indent=2, ensure_ascii=False)


def _selftest() -> Iterator[Line]:
    """By this application's own settings. The secrets are made up here and now."""
    seed = uuid4().hex[:12]
    for about, payload in _samples(seed):
        left = seed in json.dumps(scrubber().payload("event", payload)[0])
        if left:
            cure = (
                "SCRUB_ALLOW or SCRUB_CALLABLE let it through; without them it is a bug of the kit."
            )
            yield Line(FAIL, about, "The secret is still there.", cure)
        else:
            yield Line(OK, about, "The secret is gone.")


def _samples(seed: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "password by name", {"extra": {"user_password": seed}}
    yield "nested token", {"contexts": {"a": {"b": [{"accessToken": seed}]}}}
    yield "query string", {"request": {"query_string": f"page=2&token={seed}"}}
    yield "header", {"request": {"headers": {"X-Auth-Token": seed}}}
    yield "cookie", {"request": {"cookies": {"sessionid": seed}}}
    yield "body", {"request": {"data": {"card": {"cvv": seed}}}}
    yield "log argument", {"logentry": {"message": "password=%s", "params": [seed]}}
    yield "sentence", {"message": f"login with password {seed} failed"}
    yield "breadcrumb", {"breadcrumbs": {"values": [{"data": {"api_key": seed}}]}}
    yield "variable", _with_variable({"secret_key": f"'{seed}'"})
    yield "elsewhere", {"extra": {"password": seed}, "message": f"tried {seed} twice"}
    yield "URL", {"message": f"postgres://ada:{seed}@db/shop"}
    yield "Bearer", {"message": f"Authorization: Bearer {seed}"}
    yield "option", {"extra": {"sys.argv": ["manage.py", "--token", seed]}}
    yield "SQL", {"breadcrumbs": {"values": [{"category": "query", "message": f"SELECT '{seed}'"}]}}
    if current().settings.privacy != Privacy.FULL:
        yield "mail address", {"message": f"to {seed}@example.test"}
        yield "user", {"user": {"id": "7", "username": seed, "email": f"{seed}@example.test"}}
    for number, name in enumerate(current().settings.scrub_keys):
        yield f"SCRUB_KEYS {number + 1}", {"extra": {name: seed}}


def _with_variable(variables: dict[str, str]) -> dict[str, Any]:
    stack = {"frames": [{"function": "f", "lineno": 1, "vars": variables}]}
    return {"exception": {"values": [{"type": "E", "value": "", "stacktrace": stack}]}}


WORD = Word("scrub", "Shows what scrubbing leaves, or tests it.", arguments, run)
