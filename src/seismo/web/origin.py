"""The stream that somebody came from: its address travels in those of the issue's pages."""

from urllib.parse import urlencode

from django.http import HttpRequest

NAMES = ("q", "project", "environment", "period", "level", "status", "sort")
"""What says which issues a stream shows, and in which order."""


def origin_of(request: HttpRequest) -> str:
    """As a query string with its `?`; empty for who came from elsewhere."""
    named = {name: request.GET[name] for name in NAMES if request.GET.get(name)}
    return f"?{urlencode(named)}" if named else ""
