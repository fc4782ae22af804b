"""`manage.py seismo WORD ...`"""

from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from seismo_django.commands.word import Word

WORDS: tuple[str, ...] = (
    "feedback",
    "doctor",
    "env",
    "test",
    "test_link",
    "shell_test",
    "health",
    "release",
    "deploy",
    "open",
    "dev",
    "alerts",
    "monitors",
    "grouping",
    "scrub",
    "spool",
    "erase",
)
"""The modules of `seismo_django.commands`, each with a WORD."""


class Command(BaseCommand):
    help = "Looks at, tests and tends error tracking."
    requires_system_checks: list[str] = []  # the doctor has to speak where checks fail

    def add_arguments(self, parser: CommandParser) -> None:
        words = parser.add_subparsers(dest="word", required=True, metavar="WORD")
        for word in _words():
            added = words.add_parser(word.name, help=word.help)
            added.add_argument("--json", action="store_true", help="print JSON")
            word.arguments(added)
            added.set_defaults(run=word.run)

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["run"](options, self.stdout)
        if code:
            raise SystemExit(code)


def _words() -> list[Word]:
    return [import_module(f"seismo_django.commands.{name}").WORD for name in WORDS]
