"""The page that explains the search language, made from the table of its keys."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seismo.queries.search.keys import FAMILIES, KNOWN, STATES, Kind, KnownKey, Place

RULES = (
    ("checkout timeout", "Both words, anywhere: title, message, exception, frames, source, local "
     "variables, breadcrumbs, request, tags. A word is found by its first three letters or more."),
    ('"card declined"', "The phrase, in titles, messages, source and breadcrumbs."),
    ("release:shop@2.1 !user.id:42", "A key and its value; ! or NOT before anything turns it around."),
    ("(timeout OR refused) level:fatal", "AND binds before OR; side by side means AND."),
    ("url:*/checkout/*", r"* stands for anything; \* for itself."),
    ("environment:[production, staging]", "One of these."),
    ('has:user  release:""', "The event has a value for the key; it has none."),
    ("tags[plan]:paid  plan:paid", "A tag, by tags[…] also one that is named as a key below."),
    ("timesSeen:>1k", "Numbers with > >= < <= = != and k, m, b; durations (1.5s), sizes (2mb)."),
    ("age:-24h  lastSeen:+2w", "Newer than a day; older than two weeks. Units: m h d w."),
    ("timestamp:2026-01-31", "That day in UTC; >=2026-01-31T12:00:00Z from that moment on."),
    ("release:latest", "The newest release of each project."),
    ("release.version:>=1.2.0", "By the order of semantic versions; 1.2.* leaves the end open."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    keys: list[KnownKey]


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    of_place = {
        "Of issues": Place.ISSUE,
        "Of events": Place.EVENT,
        "Of frames": Place.FRAMES,
    }
    groups = [
        Group(title, [key for key in KNOWN.values() if key.place is place])
        for title, place in of_place.items()
    ]
    context = {
        "rules": RULES,
        "groups": groups,
        "families": FAMILIES.items(),
        "states": STATES,
        "text": Kind.TEXT,
    }
    return render(request, "search/help.html", context)
