"""Answers that are nobody's error and yet worth a count: 404, 403, and links that lead nowhere."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from seismo_django import metrics
from seismo_django.events.ignore import count_ignored
from seismo_django.requests.routes import named, route_of

NOT_FOUND = 404
COUNTED = frozenset({403, NOT_FOUND})


def count(request: HttpRequest, response: HttpResponseBase) -> None:
    """By reason and route; never as an issue."""
    status = response.status_code
    count_ignored(f"{status} {response.reason_phrase}", route_of(request))
    page = _linking_page(request) if status == NOT_FOUND else ""
    if page:
        metrics.count("seismo.broken_links", page=page)


def _linking_page(request: HttpRequest) -> str:
    """The route of the page of this site that led here; empty when the visitor came from elsewhere."""
    referer = urlsplit(request.META.get("HTTP_REFERER", ""))
    if not referer.netloc or referer.netloc != request.META.get("HTTP_HOST"):
        return ""
    try:
        return named(resolve(referer.path).route)
    except Resolver404:
        return ""
