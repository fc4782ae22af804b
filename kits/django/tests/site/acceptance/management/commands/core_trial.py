import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Ends in the way that it is told."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("way")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["way"]:
            case "error":
                raise ValueError("a fault of a command")
            case "command-error":
                raise CommandError("told to the person")
            case "exit":
                sys.exit(3)
            case "interrupt":
                raise KeyboardInterrupt
