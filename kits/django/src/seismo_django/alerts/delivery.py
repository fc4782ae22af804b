"""Sending alerts, and noting which were sent. In the thread of alerts."""

from collections.abc import Callable
from functools import partial

from seismo_django import counting
from seismo_django.alerts.channels.http import NotSent
from seismo_django.alerts.channels.notifier import Notifier
from seismo_django.alerts.channels.pagerduty import PagerDutyNotifier
from seismo_django.alerts.message import Alert, one_line
from seismo_django.alerts.rules import Rule
from seismo_django.alerts.targets import is_muted, notifier
from seismo_django.conf import current
from seismo_django.guard import guarded, note_failure

KEPT_DAYS = 90
"""Days for which the log of alerts goes back."""


def send_to_all(rule: Rule, alert: Alert) -> None:
    """Send it to every target of the rule. One that fails keeps none of the others from it."""
    for target in rule.to:
        found = notifier(target)
        if found and not is_muted(target, current()):
            send(found, alert, target)


def resolve(rule: Rule, alert: Alert) -> bool:
    """End the incident that alerts of this key opened, wherever the rule opened one. False if one failed."""
    problems = [
        _delivered(found, partial(found.resolve, alert.key), alert, target)
        for target in rule.to
        if isinstance(found := notifier(target), PagerDutyNotifier)
    ]
    return not any(problems)


def send(to: Notifier, alert: Alert, target: str = "") -> str:
    """Send it, count it and note it. Returns why it was not sent, empty when it was."""
    return _delivered(to, partial(to.send, alert), alert, target)


def _delivered(to: Notifier, deed: Callable[[], None], alert: Alert, target: str) -> str:
    problem = _tried(to, deed)
    counting.count("alerts", channel=to.name, outcome="failed" if problem else "sent")
    _note(alert, target or to.name, problem)
    return problem


def deliver(to: Notifier, alert: Alert) -> bool:
    """Send it soon, in the background. False when too many wait."""
    from seismo_django.alerts.desk import desk

    return desk().submit(lambda: send(to, alert))


def _tried(to: Notifier, deed: Callable[[], None]) -> str:
    problem = to.problem()
    if problem:
        return problem
    try:
        deed()
    except NotSent as error:
        return str(error)
    except Exception as error:
        note_failure(f"{__name__}.{to.name}")
        return f"{type(error).__name__}: {error}"
    return ""


@guarded(otherwise=None)
def _note(alert: Alert, target: str, problem: str) -> None:
    """A row of the log. An application that did not migrate has none."""
    from datetime import timedelta

    from django.apps import apps
    from django.db import connection
    from django.utils import timezone

    if not apps.is_installed("seismo_django"):
        return
    from seismo_django.alerts.models import AlertLog

    try:
        if AlertLog._meta.db_table not in connection.introspection.table_names():
            return
        now = timezone.now()
        AlertLog.objects.create(
            created=now,
            rule=one_line(alert.rule),
            title=one_line(alert.title),
            channel=one_line(target),
            is_sent=not problem,
            problem=one_line(problem, 500),
        )
        AlertLog.objects.filter(created__lt=now - timedelta(days=KEPT_DAYS)).delete()
    finally:
        connection.close()
