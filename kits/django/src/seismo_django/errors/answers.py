"""From an error to its response: a page for people, problem+json for programs."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from seismo_django.errors.facts import facts_of
from seismo_django.errors.kinds import UNAVAILABLE, Kind
from seismo_django.errors.ladder import rendered
from seismo_django.errors.wanted import wants_json
from seismo_django.guard import guarded

_PROBLEM = "application/problem+json"
_LAST_RESORT = (
    "<!doctype html><html lang=en><meta charset=utf-8>"
    '<meta name=viewport content="width=device-width"><title>{title}</title>'
    "<h1>{title}</h1><p>Please try again in a moment."
)


def answer(
    request: HttpRequest, kind: Kind, exception: BaseException | None = None
) -> HttpResponse:
    """The response of an error. It cannot raise, whatever is broken.

    It is never stored by a cache: it carries the reference of one request.
    """
    facts = facts_of(request, kind, exception)
    if guarded(False)(wants_json)(request):
        response = HttpResponse(json.dumps(problem(facts)), _PROBLEM, kind.status)
    else:
        response = HttpResponse(_page(request, kind, facts), status=kind.status)
    response["Cache-Control"] = "no-store"
    if kind is UNAVAILABLE:
        response["Retry-After"] = str(facts.get("retry_after", 120))
    return response


def _page(request: HttpRequest, kind: Kind, facts: dict[str, Any]) -> str:
    page = rendered((kind.own_template, kind.kit_template), facts, request)
    return page if page is not None else _LAST_RESORT.format(title=kind.title)


def problem(facts: dict[str, Any]) -> dict[str, Any]:
    """As RFC 9457 has it. Nothing of the exception is told."""
    told = {"type": "about:blank", "title": facts["title"], "status": facts["status"]}
    told["reference"] = facts["reference"]
    if facts.get("event_id"):
        told["event_id"] = facts["event_id"]
    return told
