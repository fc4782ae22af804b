"""Alerts that the application sends by itself where no Seismo server does.

from seismo_django.alerts import SlackNotifier
SlackNotifier().send_error_notification(
    error_message="Critical database error", error_type="DatabaseError", error_count=15,
    sentry_url="https://errors.example.com/issues/123456/",
)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seismo_django.alerts.channels.discord import DiscordNotifier
    from seismo_django.alerts.channels.mail import EmailNotifier
    from seismo_django.alerts.channels.pagerduty import PagerDutyNotifier
    from seismo_django.alerts.channels.slack import SlackNotifier
    from seismo_django.alerts.channels.webhook import WebhookNotifier

_MODULES = {
    "DiscordNotifier": "discord",
    "EmailNotifier": "mail",
    "PagerDutyNotifier": "pagerduty",
    "SlackNotifier": "slack",
    "WebhookNotifier": "webhook",
}

__all__ = [
    "DiscordNotifier",
    "EmailNotifier",
    "PagerDutyNotifier",
    "SlackNotifier",
    "WebhookNotifier",
]


def __getattr__(name: str) -> Any:
    """Load a notifier, with what it takes to call out, when somebody asks for it."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.channels.{_MODULES[name]}"), name)
