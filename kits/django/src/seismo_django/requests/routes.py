"""The name of a route: `/user/{pk}/`, as sentry-sdk names its transactions. Never a raw path."""

import re
from functools import lru_cache

from django.http import HttpRequest

UNKNOWN = "(no route)"
"""Stands for every address that leads nowhere, so that scanners make one series and not thousands."""

_CONVERTER = re.compile(r"<(?:[^<>:]+:)?([^<>]+)>")
_NAMED_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
_GROUP = re.compile(r"\((?!\?)(?:[^()]|\([^()]*\))*\)")
_PLAIN_GROUP = re.compile(r"\(\?:((?:[^()]|\([^()]*\))*)\)\??")


def route_of(request: HttpRequest) -> str:
    """Asks what Django has already resolved; resolves nothing itself."""
    match = request.resolver_match
    return named(match.route) if match else UNKNOWN


@lru_cache(maxsize=2048)
def named(route: str) -> str:
    """`user/<int:pk>/` and `^user/(?P<pk>[0-9]+)/$` are `/user/{pk}/`."""
    name = _NAMED_GROUP.sub(r"{\1}", route)
    name = _PLAIN_GROUP.sub(r"\1", name)
    name = _GROUP.sub("{var}", name)
    name = _CONVERTER.sub(r"{\1}", name)
    name = re.sub(r"[\^$?]|\\[AZ]", "", name).replace("\\", "")
    return "/" + name.lstrip("/")
