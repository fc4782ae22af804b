from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from acceptance.shifts import Shift, create_shift


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("times", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        for _ in range(options["times"]):
            create_shift(Shift("Manager"))
