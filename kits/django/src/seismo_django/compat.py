"""The names under which teams have written these things themselves, so that a move is a change of imports.

    MIDDLEWARE = ["seismo_django.compat.SentryContextMiddleware",
                  "seismo_django.compat.SentryPerformanceMiddleware", ...]

Both together are one middleware, and a request stays one transaction.
"""

from typing import Any

from seismo_django import scrub
from seismo_django.middleware import SeismoMiddleware
from seismo_django.setup import init
from seismo_django.tracker import ErrorTracker

__all__ = [
    "ErrorTracker",
    "SentryContextMiddleware",
    "SentryPerformanceMiddleware",
    "init_sentry",
    "scrub_breadcrumb_data",
    "scrub_sensitive_data",
]

SentryContextMiddleware = SeismoMiddleware
SentryPerformanceMiddleware = SeismoMiddleware
init_sentry = init


def scrub_sensitive_data(event: dict[str, Any], hint: dict[str, Any] | None = None) -> Any:
    """A `before_send`: the event without secrets. The transport does this anyway."""
    return scrub.value(event)


def scrub_breadcrumb_data(crumb: dict[str, Any], hint: dict[str, Any] | None = None) -> Any:
    """A `before_breadcrumb`. The transport does this anyway."""
    return scrub.value(crumb)
