"""Alerts that the application sends by itself where no Seismo server does.

from seismo_django.alerts import SlackNotifier
SlackNotifier().send_error_notification(
    error_message="Critical database error", error_type="DatabaseError", error_count=15,
    sentry_url="https://errors.example.com/issues/123456/",
)
"""

from seismo_django.alerts.channels.discord import DiscordNotifier
from seismo_django.alerts.channels.mail import EmailNotifier
from seismo_django.alerts.channels.pagerduty import PagerDutyNotifier
from seismo_django.alerts.channels.slack import SlackNotifier
from seismo_django.alerts.channels.webhook import WebhookNotifier

__all__ = [
    "DiscordNotifier",
    "EmailNotifier",
    "PagerDutyNotifier",
    "SlackNotifier",
    "WebhookNotifier",
]
