"""All events of an issue, and those of them that a search finds."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seismo.catalog.models import Issue
from seismo.queries.issues import find_issue, name_of
from seismo.queries.search.own_events import EventList, list_events
from seismo.queries.search.parse import parse
from seismo.queries.search.syntax import SearchError
from seismo.web.http import access, stores
from seismo.web.listing import SearchProblem, problem_of

MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class EventsPage:
    issue: Issue
    short_id: str
    text: str
    problem: SearchProblem | None
    found: EventList
    newer: int


@require_safe
def event_list(request: HttpRequest, short_id: str) -> HttpResponse:
    issue = find_issue(access(request), short_id)
    if issue is None:
        raise Http404(f"there is no issue {short_id}")
    text = request.GET.get("q", "").strip()
    before = request.GET.get("newer", "")
    newer = int(before) if before.isdecimal() and len(before) <= MOST_DIGITS else 0
    problem, found = None, EventList([], None, 0)
    try:
        found = list_events(stores(request), issue, parse(text), newer)
    except SearchError as error:
        problem = problem_of(text, error)
    page = EventsPage(issue, name_of(issue), text, problem, found, newer)
    return render(
        request, "events/list.html", {"page": page, "short_id": page.short_id, "issue": issue}
    )
