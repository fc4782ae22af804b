"""The error pages as visitors see them, for developers: in DEBUG Django shows pages of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from seismo_django.errors.facts import facts_of
from seismo_django.errors.kinds import KINDS, NOT_FOUND, SERVER_ERROR
from seismo_django.errors.ladder import rendered
from seismo_django.errors.listing import Entry, listing

_SAMPLE = "0123456789abcdef0123456789abcdef"
_FATES = {"sent": "reported", "stored": "saved for later", "no": "not reported"}


def index(request: HttpRequest) -> HttpResponse:
    entries = [
        Entry(kind.title, reverse("seismo:preview", args=[name]), name)
        for name, kind in KINDS.items()
        if kind is not SERVER_ERROR
    ]
    of_500 = reverse("seismo:preview", args=[SERVER_ERROR.name])
    entries += [
        Entry(f"Server error, {words}", f"{of_500}?reported={fate}", "500")
        for fate, words in _FATES.items()
    ]
    lead = "What visitors get, with your own templates where you have some."
    return listing(request, "Error pages", lead, entries)


def show(request: HttpRequest, name: str) -> HttpResponse:
    """`?reported=` is what became of the error: sent, stored or no."""
    kind = KINDS.get(name)
    if kind is None:
        raise Http404(f"There is no error page {name}.")
    facts = facts_of(request, kind, None) | {"reference": _SAMPLE, "reported": _fate(request)}
    facts["event_id"] = "" if facts["reported"] == "no" else _SAMPLE
    if kind is NOT_FOUND:
        facts["request_path"] = "/an/address/that/leads/nowhere/"
    return HttpResponse(rendered((kind.own_template, kind.kit_template), facts, request))


def _fate(request: HttpRequest) -> str:
    asked = request.GET.get("reported", "")
    return asked if asked in _FATES else "sent"
