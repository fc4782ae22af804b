"""Who is meant by the `to` of a rule."""

from collections.abc import Iterable, Mapping

from seismo_django.alerts.channels.discord import DiscordNotifier
from seismo_django.alerts.channels.mail import EmailNotifier, admins
from seismo_django.alerts.channels.notifier import Notifier
from seismo_django.alerts.channels.pagerduty import PagerDutyNotifier
from seismo_django.alerts.channels.slack import SlackNotifier
from seismo_django.alerts.channels.webhook import WebhookNotifier
from seismo_django.conf import Loaded, Settings

NAMES = ("email", "slack", "discord", "pagerduty", "webhook")
INCIDENTS = frozenset({"pagerduty"})
"""Channels where an alert opens an incident that stays until somebody ends it."""


def names_in(targets: Iterable[str]) -> set[str]:
    """The channels, without the addresses: `email` of `email:dev@example.com`."""
    return {target.partition(":")[0] for target in targets}


def notifier(target: str) -> Notifier | None:
    """Of `slack`, `slack:#channel`, `email`, `email:admins`, `email:dev@example.com` and the like."""
    name, _, address = target.partition(":")
    if name == "email":
        return EmailNotifier(admins() if address == "admins" else [address] if address else ())
    if name == "slack":
        return SlackNotifier(channel=address)
    plain: Mapping[str, type[Notifier]] = {
        "discord": DiscordNotifier,
        "pagerduty": PagerDutyNotifier,
        "webhook": WebhookNotifier,
    }
    return plain[name]() if name in plain and not address else None


def enabled(settings: Settings) -> tuple[str, ...]:
    """The channels to which alerts go when a rule names none."""
    alerts = settings.alerts
    wanted = {
        "email": alerts.email_enabled,
        "slack": alerts.slack_enabled,
        "discord": alerts.discord_webhook_url,
        "pagerduty": alerts.pagerduty_routing_key,
        "webhook": alerts.webhook_url,
    }
    return tuple(name for name, is_wanted in wanted.items() if is_wanted)


def is_muted(target: str, loaded: Loaded) -> bool:
    """Whether somebody said that this channel is off, whatever rules say."""
    name = target.partition(":")[0]
    flags = {
        "email": ("ALERTS.EMAIL_ENABLED", loaded.settings.alerts.email_enabled),
        "slack": ("ALERTS.SLACK_ENABLED", loaded.settings.alerts.slack_enabled),
    }
    key, is_on = flags.get(name, ("", True))
    return not is_on and key in loaded.sources
