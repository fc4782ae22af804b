"""A plain page of links, for what the kit offers to developers."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

from seismo_django.errors import style
from seismo_django.errors.kinds import UNAVAILABLE
from seismo_django.errors.ladder import rendered


class Entry(NamedTuple):
    label: str
    address: str
    note: str


def listing(
    request: HttpRequest, title: str, lead: str, entries: Sequence[Entry], status: int = 200
) -> HttpResponse:
    facts = {"title": title, "lead": lead, "entries": entries, "kind": UNAVAILABLE.name}
    page = rendered(
        ("", "seismo/errors/listing.html"), facts | style.facts(request, UNAVAILABLE), None
    )
    return HttpResponse(page, status=status)
