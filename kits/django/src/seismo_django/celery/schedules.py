"""What beat runs, and which monitors come of it."""

import os
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from celery import Celery, current_app
from celery.app.utils import find_app
from celery.schedules import maybe_schedule
from django.apps import apps
from sentry_sdk.integrations.celery.beat import _get_monitor_config
from sentry_sdk.utils import match_regex_list

from seismo_django.celery.monitors import slug
from seismo_django.conf import Settings


class Schedule(NamedTuple):
    name: str
    """As beat has it."""
    when: str
    """For people: `0 3 * * *`, `every 2 hours`."""
    config: Mapping[str, Any]
    """Of the monitor, as the API of monitors takes it; empty where there is none."""
    why_not: str = ""
    """Why there is no monitor."""

    @property
    def slug(self) -> str:
        return slug(self.name)


def application(named: str = "") -> Celery:
    """The one of that name, as `celery -A` takes it; else that of the project, which is beside its settings.

    Raises ImportError or AttributeError when there is none of that name.
    """
    if named:
        return find_app(named)
    package = os.environ.get("DJANGO_SETTINGS_MODULE", "").partition(".")[0]
    if package and find_spec(f"{package}.celery"):
        import_module(f"{package}.celery")
    return current_app


def schedules(app: Celery, settings: Settings) -> list[Schedule]:
    """In the order of their names, each once: what is in the database is what beat made of the settings."""
    found = {name: _judged(name, schedule, app, settings) for name, schedule in _entries(app)}
    return [found[name] for name in sorted(found)]


def _entries(app: Celery) -> Iterator[tuple[str, Any]]:
    for name, entry in app.conf.beat_schedule.items():
        yield name, maybe_schedule(entry["schedule"], app=app)
    if apps.is_installed("django_celery_beat"):
        model = apps.get_model("django_celery_beat", "PeriodicTask")
        for task in model.objects.filter(enabled=True):
            yield task.name, task.schedule


def _judged(name: str, schedule: Any, app: Celery, settings: Settings) -> Schedule:
    """The SDK is asked what it makes of the schedule: that is what it will send."""
    told = _get_monitor_config(schedule, app, name)
    when = _when(told["schedule"]) if told else str(schedule)
    if not settings.celery.beat:
        return Schedule(name, when, {}, "CELERY.BEAT is off")
    if match_regex_list(name, list(settings.celery.exclude_beat)):
        return Schedule(name, when, {}, "CELERY.EXCLUDE_BEAT names it")
    if not told:
        return Schedule(name, when, {}, "monitors know whole minutes, and crontabs")
    rule = told["schedule"]
    value = [rule["value"], rule["unit"]] if rule["type"] == "interval" else rule["value"]
    config = {"schedule_type": rule["type"], "schedule": value, "timezone": str(told["timezone"])}
    return Schedule(name, when, config)


def _when(rule: Mapping[str, Any]) -> str:
    if rule["type"] == "crontab":
        return str(rule["value"])
    number = rule["value"]
    return f"every {number} {rule['unit']}s" if number != 1 else f"every {rule['unit']}"
