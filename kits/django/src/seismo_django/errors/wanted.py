"""Whether whoever asked is a program that wants JSON, or a person who wants a page."""

from collections.abc import Iterator

from django.http import HttpRequest

from seismo_django.conf import current

_JSON = ("application/json", "application/problem+json")
_HTML = ("text/html", "application/xhtml+xml")
_MOST_ENTRIES = 30


def wants_json(request: HttpRequest) -> bool:
    """By the address, the header of scripts, or what Accept prefers. A page is the default."""
    prefixes = current().settings.error_pages.api_prefixes
    if prefixes and request.path_info.startswith(tuple(prefixes)):
        return True
    return request.META.get("HTTP_X_REQUESTED_WITH") == "XMLHttpRequest" or prefers_json(
        request.META.get("HTTP_ACCEPT", "")
    )


def prefers_json(accept: str) -> bool:
    """Whether Accept asks for JSON more than for a page; `*/*` alone does not."""
    weights = dict(_entries(accept))
    json = max((weights.get(name, 0.0) for name in _JSON), default=0.0)
    return json > max(weights.get(name, 0.0) for name in _HTML)


def _entries(accept: str) -> Iterator[tuple[str, float]]:
    for entry in accept.split(",", _MOST_ENTRIES)[:_MOST_ENTRIES]:
        name, *parameters = entry.split(";")
        yield name.strip().lower(), _weight(parameters)


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
