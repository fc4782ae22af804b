"""`manage.py seismo env --example`: every variable with its meaning, to be copied into a file."""

from argparse import ArgumentParser
from typing import Any, TextIO

from seismo_django.commands.lines import OK, Line, tell
from seismo_django.commands.word import Word
from seismo_django.conf import current
from seismo_django.conf.read import variables_of
from seismo_django.conf.rows import Row
from seismo_django.conf.table import every
from seismo_django.release import COMMIT_VARIABLES

_STEPS = """\
# The environment of seismo-django. Every line is a default; uncomment what you change.
# 1. Copy the DSN of the project into SENTRY_DSN.
# 2. Name the environment of each deployment: production, staging.
# 3. Try it: manage.py seismo doctor, then manage.py seismo test.
# SEISMO_X may be written for every SENTRY_X, and wins.
"""
_RELEASES = """\
# Without SENTRY_RELEASE: APP_VERSION becomes project@version; else the first of these is the release:
# {}.
"""


def run(options: dict[str, Any], out: TextIO) -> int:
    if options["example"]:
        out.write(example())
        return 0
    sources = current().sources
    lines = [
        Line(
            OK,
            name,
            f"{row.sentence} {key}{' is taken from it' * (sources.get(key) == name)}",
        )
        for key, row in every()
        for name in row.variables
    ]
    return tell(lines, options, out)


def example() -> str:
    """A commented file; read back, it says the defaults."""
    parts = [_STEPS]
    for key, row in every():
        variables = row.variables
        if variables:
            also = f" Also: {', '.join(variables[1:])}." if variables[1:] else ""
            parts.append(f"# {row.sentence}{also} SEISMO[{key!r}].")
            parts.append(f"# {variables_of(row)[-len(variables)]}={_default(row)}\n")
    parts.append(_RELEASES.format(", ".join(COMMIT_VARIABLES)))
    return "\n".join(parts)


def _default(row: Row) -> str:
    value = row.default
    if value is None or (isinstance(value, float) and value < 0):
        return ""
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--example", action="store_true", help="print a file with every variable")


WORD = Word("env", "Lists the environment variables.", arguments, run)
