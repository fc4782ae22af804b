"""`manage.py seismo shell-test [CODE]`: an error typed into a shell, sent as the shell would send it.

The SDK leaves out what is typed into a shell, so `1/0` there proves nothing of the set-up. Here the code is
typed into a console of this process that reports what its hook for exceptions hears, once.
"""

import sys
from argparse import ArgumentParser
from code import InteractiveConsole
from collections.abc import Iterator
from contextlib import redirect_stderr
from importlib.util import find_spec
from io import StringIO
from typing import Any, TextIO

from seismo_django.commands.lines import FAIL, OK, WARN, Line, tell
from seismo_django.commands.server import Server
from seismo_django.commands.test import sending
from seismo_django.commands.word import Word
from seismo_django.conf import current
from seismo_django.destination import is_dsn
from seismo_django.events.bind import event_id_of
from seismo_django.transport.accepted import was_accepted

PATIENCE = 10.0
"""Seconds."""
_SHELLS = {"IPython": "IPython", "bpython": "bpython"}
"""By its package, what `manage.py shell` starts before Python's own, in its order."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", default="1/0", help="what is typed; 1/0 unless given")


def run(options: dict[str, Any], out: TextIO) -> int:
    if not is_dsn(current().settings.dsn):
        cure = "manage.py seismo doctor says more."
        return tell([Line(FAIL, "Shell", "There is no SENTRY_DSN to send to.", cure)], options, out)
    return tell([*_sent(options["code"]), _real_shell()], options, out)


def _sent(code: str) -> Iterator[Line]:
    with sending(capture_shell=True) as client:
        error = _typed(code)
        client.flush(timeout=PATIENCE)
        state = was_accepted(event_id_of(error) or "")
    if error is None:
        yield Line(FAIL, code, "It raised nothing.", "Type something that fails, as 1/0.")
        return
    event_id = event_id_of(error)
    name = type(error).__name__
    if state == "sent" and event_id:
        yield Line(OK, code, f"It raised {name}, and {event_id} was taken by the server.")
        yield Line(OK, "Look at", Server.of_settings().address_of(event_id))
    else:
        cure = "manage.py seismo doctor says why."
        yield Line(FAIL, code, f"It raised {name}, which was not taken by the server.", cure)


def _typed(code: str) -> BaseException | None:
    """What it raised. A console tells `sys.excepthook` of it, and keeps it for who wants to look."""
    sys.last_value = None
    with redirect_stderr(StringIO()):
        InteractiveConsole().runsource(code)
    return sys.last_value


def _real_shell() -> Line:
    """Whether it would have been sent from there, too."""
    if not current().settings.capture_shell:
        sentence = "What is typed into manage.py shell stays there: CAPTURE_SHELL is off."
        return Line(WARN, "manage.py shell", sentence, "SEISMO['CAPTURE_SHELL'] = True sends it.")
    other = next((name for package, name in _SHELLS.items() if find_spec(package)), None)
    if other:
        sentence = f"It starts {other}, which tells nobody of errors."
        return Line(WARN, "manage.py shell", sentence, "manage.py shell -i python does.")
    return Line(OK, "manage.py shell", "What is typed there and fails is sent.")


WORD = Word("shell-test", "Sends an error as if it were typed into a shell.", arguments, run)
