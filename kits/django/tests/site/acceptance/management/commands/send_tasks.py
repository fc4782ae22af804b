from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from acceptance.celery import app


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("tasks", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        for task in options["tasks"]:
            app.send_task(f"acceptance.celery.{task}")
