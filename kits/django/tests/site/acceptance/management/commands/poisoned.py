from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password")
        parser.add_argument("--api-token")

    def handle(self, *args: Any, **options: Any) -> None:
        raise RuntimeError("the import failed")
