"""All settings on one page, to be searched."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seismo.web.settings_frame import Group, every_group


@dataclass(frozen=True, slots=True)
class Index:
    text: str
    """What is searched for."""
    groups: list[Group]


@require_safe
def settings_index(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    index = Index(text, find_settings(request, text))
    return render(request, "settings/index.html", {"index": index})


def find_settings(request: HttpRequest, text: str) -> list[Group]:
    """Those that have every word of the text in their label, what they are about, or whose they are."""
    words = text.casefold().split()
    found = []
    for group in every_group(request):
        entries = [
            entry
            for entry in group.entries
            if all(
                word in f"{group.label} {entry.label} {entry.about}".casefold() for word in words
            )
        ]
        if entries:
            found.append(Group(group.label, entries))
    return found
