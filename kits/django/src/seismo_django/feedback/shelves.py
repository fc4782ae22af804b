"""Where feedback waits: a row in the application's database, or a file where that cannot be had."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.db import DatabaseError, transaction

from seismo_django.conf import current
from seismo_django.feedback.models import Feedback
from seismo_django.guard import note_failure
from seismo_django.transport.spool import folder

_AT_ONCE = 100
_FIELDS = (
    "feedback_id", "status", "message", "name", "email", "event_id", "request_id", "route", "user_id",
    "is_mailed",
)  # fmt: skip


class Shelf(Protocol):
    def put(self, feedback: Feedback) -> None:
        """Keep it, or what changed about it. Raises OSError or DatabaseError."""

    def pending(self) -> Iterator[Feedback]:
        """What is neither delivered nor spam, the oldest first."""

    def done(self, feedback: Feedback) -> None:
        """It was forwarded, and mailed where that is wanted."""


class Rows:
    def put(self, feedback: Feedback) -> None:
        with transaction.atomic():
            feedback.save()

    def pending(self) -> Iterator[Feedback]:
        waiting = Feedback.objects.filter(status=Feedback.Status.PENDING).order_by("pk")
        yield from waiting[:_AT_ONCE]

    def done(self, feedback: Feedback) -> None:
        feedback.status = Feedback.Status.SENT
        feedback.save(update_fields=["status"])


class Files:
    def put(self, feedback: Feedback) -> None:
        told = {name: getattr(feedback, name) for name in _FIELDS}
        told["created"] = feedback.created.isoformat()
        path = self._path(feedback)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(told, file)
        partial.replace(path)

    def pending(self) -> Iterator[Feedback]:
        return (each for each in self.kept() if each.status == Feedback.Status.PENDING)

    def kept(self) -> Iterator[Feedback]:
        paths = sorted(_folder().glob("*.json"), key=lambda path: path.name)
        return filter(None, map(_read, paths))

    def done(self, feedback: Feedback) -> None:
        """What belongs into the database stays until it is there, so that the admin will show it."""
        if home() is ROWS:
            feedback.status = Feedback.Status.SENT
            self.put(feedback)
        else:
            self.remove(feedback)

    def remove(self, feedback: Feedback) -> None:
        self._path(feedback).unlink(missing_ok=True)

    def _path(self, feedback: Feedback) -> Path:
        return _folder() / f"{feedback.created:%Y%m%dT%H%M%S}-{feedback.feedback_id}.json"


ROWS, FILES = Rows(), Files()


def home() -> Shelf:
    """The shelf that the settings name."""
    return ROWS if current().settings.feedback.store == "db" else FILES


def keep(feedback: Feedback) -> None:
    """Put it where the settings say, and else into a file. Raises OSError when that fails, too."""
    if home() is ROWS:
        try:
            ROWS.put(feedback)
        except DatabaseError:
            note_failure(f"{__name__}.keep")
            feedback.pk = None
        else:
            return
    FILES.put(feedback)


def shelves() -> list[Shelf]:
    """The shelves that can be read now, after what waited in files has moved to the database."""
    if home() is FILES:
        return [FILES]
    try:
        _move_in()
    except DatabaseError:
        return [FILES]
    return [ROWS]


def _move_in() -> None:
    Feedback.objects.exists()  # raises where the database cannot be had
    for feedback in FILES.kept():
        if not Feedback.objects.filter(feedback_id=feedback.feedback_id).exists():
            ROWS.put(feedback)
        FILES.remove(feedback)


def _folder() -> Path:
    return folder() / "feedback"


def _read(path: Path) -> Feedback | None:
    """None of a file that another process has just taken, or that is damaged."""
    try:
        told = json.loads(path.read_text())
        created = datetime.fromisoformat(told.pop("created"))
        return Feedback(created=created, **told)
    except (OSError, ValueError, TypeError, KeyError):
        return None
