"""What the first pages would otherwise wait for."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.template.loader import get_template
from django.urls import reverse
from sqlglot import exp

from seismo.catalog.models import Issue
from seismo.model.ids import EventId
from seismo.ports.stores import Stores

_NEWEST = exp.select("hash").from_("events").order_by("timestamp DESC").limit(1)
NO_EVENT = EventId("0" * 32)
"""Is looked for in every file of payloads."""
PATIENCE = 20.0


def warm(threads: ThreadPoolExecutor, count: int, stores: Stores) -> None:
    """Compile every template, and open the databases, in each of the threads that draw pages."""
    reverse("issues")
    _compile_templates()
    stores.payloads.find([NO_EVENT])
    together = threading.Barrier(count)

    def open_databases() -> None:
        together.wait(PATIENCE)
        connection.ensure_connection()
        Issue.objects.first()
        stores.eventstore.select(_NEWEST, {})

    for opened in [threads.submit(open_databases) for _ in range(count)]:
        opened.result(PATIENCE)


def _compile_templates() -> None:
    folder = Path(apps.get_app_config("web").path) / "templates"
    for path in sorted(folder.rglob("*.html")):
        get_template(path.relative_to(folder).as_posix())
