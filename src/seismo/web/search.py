"""Find an event, an issue or a page from a few characters, and tell what became of an event."""

from dataclasses import dataclass
from urllib.parse import urlencode

import zstandard
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from seismo.catalog.access import Access
from seismo.catalog.models import Issue
from seismo.model.ids import EventId, parse_event_id
from seismo.ports.payloads import StoredPayload
from seismo.queries.fate import Fate, backlog, fate_of
from seismo.queries.issues import find_issue, name_of
from seismo.queries.mentions import Mention, mentions
from seismo.web.http import access, stores
from seismo.web.settings_index import find_settings
from seismo.web.shell import Shell

FOUND_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class FatePage:
    event_id: EventId
    fates: list[Fate]
    backlog: int
    """Records that came in and are not digested yet; the event may be in one of them."""
    mentions: list[Mention]
    """Where else an unknown id is found."""

    @property
    def is_unknown(self) -> bool:
        return self.fates[0].outcome == "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the command palette."""

    kind: str
    """event, issue, page, project or setting."""
    label: str
    hint: str
    url: str


@require_safe
def event(request: HttpRequest, event_id: str) -> HttpResponse:
    """The event's page when it is stored; else what became of it."""
    wanted = _event_id(event_id)
    parts = stores(request)
    visible = access(request).project_ids
    fates = fate_of(parts.payloads, [wanted], visible)
    if len(fates) == 1 and fates[0].issue is not None:
        return HttpResponseRedirect(_event_url(fates[0].issue, wanted))
    is_known = fates[0].outcome != "unknown"
    elsewhere = [] if is_known else mentions(parts.eventstore, wanted, visible)
    page = FatePage(wanted, fates, backlog(parts.journal), elsewhere)
    status = 404 if page.is_unknown else 200
    return render(request, "search/fate.html", {"page": page}, status=status)


@require_safe
def event_raw(request: HttpRequest, event_id: str) -> HttpResponse:
    """The stored event as JSON."""
    wanted = _event_id(event_id)
    visible = access(request).project_ids
    for found in stores(request).payloads.find([wanted]):
        if isinstance(found, StoredPayload) and found.project_id in visible:
            content = zstandard.ZstdDecompressor().decompress(found.payload)
            return HttpResponse(content, content_type="application/json")
    raise Http404(f"event {wanted} is not stored")


def _event_id(text: str) -> EventId:
    wanted = parse_event_id(text)
    if wanted is None:
        raise Http404("an event id has 32 hexadecimal digits")
    return wanted


def _event_url(issue: str, event_id: EventId) -> str:
    return reverse("issue_event", args=[issue, event_id])


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Straight to the event or the issue that the text names, else the issues that contain it."""
    text = request.GET.get("q", "").strip()
    if not text:
        return render(request, "search/search.html")
    wanted = parse_event_id(text)
    if wanted is not None:
        return HttpResponseRedirect(reverse("event", args=[wanted]))
    issue = find_issue(access(request), text)
    if issue is not None:
        return HttpResponseRedirect(reverse("issue", args=[name_of(issue)]))
    return HttpResponseRedirect(f"{reverse('issues')}?{urlencode({'q': text})}")


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Places whose name contains the text, the most exact first."""
    text = request.GET.get("q", "").strip()
    places = [*_events(text), *_issues(access(request), text), *_pages(request, text)]
    places += _settings(request, text)
    found = [
        {"kind": place.kind, "label": place.label, "hint": place.hint, "url": place.url}
        for place in places
    ]
    return JsonResponse({"places": found})


def _events(text: str) -> list[Place]:
    wanted = parse_event_id(text)
    if wanted is None:
        return []
    return [Place("event", f"Event {wanted}", "open", reverse("event", args=[wanted]))]


def _pages(request: HttpRequest, text: str) -> list[Place]:
    """Pages and projects: few enough to compare here."""
    shell = Shell(request)
    places = [Place("page", entry.label, "page", entry.url) for entry in shell.nav]
    for project in shell.projects:
        url = reverse("project", args=[project.slug])
        places.append(Place("project", project.name, "project", url))
    wanted = text.casefold()
    return [place for place in places if wanted in place.label.casefold()]


def _settings(request: HttpRequest, text: str) -> list[Place]:
    if len(text) < 3:
        return []
    found = [
        Place("setting", entry.label, f"settings of {group.label}", entry.url)
        for group in find_settings(request, text)
        for entry in group.entries
    ]
    return found[:FOUND_AT_ONCE]


def _issues(person: Access, text: str) -> list[Place]:
    named = find_issue(person, text)
    if named is not None:
        return [_issue_place(named)]
    if len(text) < 2:
        return []
    words = Q()
    for word in text.split():
        words &= Q(title__icontains=word) | Q(culprit__icontains=word)
    found = (
        Issue.objects.filter(words, project_id__in=person.project_ids)
        .select_related("project")
        .order_by("-last_seen", "-id")
    )
    return [_issue_place(issue) for issue in found[:FOUND_AT_ONCE]]


def _issue_place(issue: Issue) -> Place:
    name = name_of(issue)
    return Place("issue", issue.title, name, reverse("issue", args=[name]))
