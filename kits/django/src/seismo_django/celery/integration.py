"""The SDK's Celery integration with the kit's settings around it."""

from sentry_sdk.integrations import Integration

from seismo_django import sdk
from seismo_django.conf import Settings


def integration(settings: Settings) -> Integration | None:
    """None where Celery is not installed."""
    found = sdk.integration(
        "celery",
        "CeleryIntegration",
        monitor_beat_tasks=settings.celery.beat,
        exclude_beat_tasks=list(settings.celery.exclude_beat),
    )
    if found:
        from seismo_django.celery.watching import silence_retries, watch

        watch()
        silence_retries()
    return found
