"""Mail, as Django sends it."""

import smtplib
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage, get_connection

from seismo_django.alerts.channels.http import NotSent
from seismo_django.alerts.channels.notifier import Worded
from seismo_django.alerts.message import Alert, one_line
from seismo_django.conf import current, django_setting

TIMEOUT = 10
"""Seconds; Django itself waits without end."""


class EmailNotifier(Worded):
    name = "email"

    def __init__(self, recipients: Sequence[str] = ()) -> None:
        """Empty: ALERTS.EMAIL_RECIPIENTS, else ADMINS."""
        self._given = tuple(recipients)

    def recipients(self) -> tuple[str, ...]:
        return self._given or tuple(current().settings.alerts.email_recipients) or admins()

    def problem(self) -> str:
        if self.recipients():
            return ""
        return "Nobody would get it: set SENTRY_ALERT_EMAIL_RECIPIENTS, or ADMINS."

    def send(self, alert: Alert) -> None:
        prefix = django_setting("EMAIL_SUBJECT_PREFIX", "[Django] ")
        where = f"[{alert.environment}] " if alert.environment else ""
        mail = EmailMessage(
            subject=one_line(f"{prefix}{where}{alert.title}"),
            body=body(alert),
            from_email=django_setting("SERVER_EMAIL", "root@localhost"),
            to=list(self.recipients()),
            headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
            connection=_connection(),
        )
        try:
            mail.send()
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent(f"Mail was not taken: {type(error).__name__}: {error}") from error


def admins() -> tuple[str, ...]:
    """Addresses of ADMINS, pairs of name and address before Django 6."""
    told = django_setting("ADMINS", ())
    return tuple(entry if isinstance(entry, str) else entry[1] for entry in told)


def body(alert: Alert) -> str:
    facts = "".join(f"{name}: {value}\n" for name, value in alert.facts())
    link = f"\n{alert.url}\n" if alert.url else ""
    return f"{alert.title}\n\n{alert.text}\n\n{facts}{link}"


def _connection() -> Any:
    try:
        return get_connection(timeout=TIMEOUT)
    except TypeError:  # a backend of the project that takes no timeout
        return get_connection()
