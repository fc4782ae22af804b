"""The page of an issue: one of its events, and what all of them have in common."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from seismo.catalog.models import Issue
from seismo.model.ids import EventId, parse_event_id
from seismo.queries import events as queries
from seismo.queries.activity import hashes_of
from seismo.queries.companions import Companions, companions_of
from seismo.queries.events import LoadedEvent
from seismo.queries.facets import TAG_FACETS, Facet, is_counted, part_of, who_and_where
from seismo.queries.history import Here, History, Neighbours, history
from seismo.queries.issues import find_issue, is_new, name_of, seen_at, title_parts
from seismo.queries.recent import Recent, recent_of, recommended_of
from seismo.queries.trend import Trend, release_marks, trend_of
from seismo.web.action_bar import ActionBar, bar_of
from seismo.web.activity import Entry, entries_of
from seismo.web.event_view import EventView, view_of
from seismo.web.http import access, stores
from seismo.web.issue_actions import DoneView, last_action
from seismo.web.origin import origin_of

PLACES = ("latest", "oldest", "recommended")
"""What may stand in an address in place of an event id."""
ENTRIES_SHOWN = 12
"""Of the activity, beside the event."""


@dataclass(frozen=True, slots=True)
class IssuePage:
    """Everything that the page of an issue shows."""

    issue: Issue
    short_id: str
    event_id: EventId
    view: EventView | None
    """None when the event is not stored any more."""
    history: History
    trend: Trend
    facets: list[Facet]
    entries: list[Entry]
    origin: str
    """The query string of the stream that one came from."""
    done: DoneView | None
    bar: ActionBar
    is_new: bool
    companions: Companions | None

    @property
    def neighbours(self) -> Neighbours:
        return self.history.neighbours

    @property
    def facets_of(self) -> int:
        return part_of(self.issue)

    @property
    def expected_tags(self) -> list[str]:
        """The tags whose counts the page fetches later, as far as this event tells them."""
        tags = self.view.tags if self.view else []
        return [tag.name for tag in tags if is_counted(tag.name)][:TAG_FACETS]

    @property
    def headline(self) -> str:
        return title_parts(self.issue)[0]

    @property
    def message(self) -> str:
        return title_parts(self.issue)[1]

    @property
    def is_resolved(self) -> bool:
        return self.issue.status == "resolved"

    @property
    def is_archived(self) -> bool:
        return self.issue.status == "ignored"


@require_safe
def latest(request: HttpRequest, short_id: str) -> HttpResponse:
    """The issue with its newest event."""
    issue = issue_of(request, short_id)
    if name_of(issue) != short_id.upper():
        return HttpResponseRedirect(reverse("issue", args=[name_of(issue)]))
    return _page(request, issue, EventId(issue.last_event_id))


@require_safe
def show(request: HttpRequest, short_id: str, event_id: str) -> HttpResponse:
    issue = issue_of(request, short_id)
    if event_id in PLACES:
        return HttpResponseRedirect(_url_of_place(request, issue, event_id) + origin_of(request))
    if name_of(issue) != short_id.upper():
        return HttpResponseRedirect(reverse("issue_event", args=[name_of(issue), event_id]))
    return _page(request, issue, event_id_of(event_id))


def _url_of_place(request: HttpRequest, issue: Issue, place: str) -> str:
    """The address of the event at a place of the issue."""
    parts, newest = stores(request), EventId(issue.last_event_id)
    if place == "recommended":
        found = recommended_of(parts, issue)
    else:
        here = Here(newest, issue.last_seen.timestamp())
        neighbours = history(parts, issue, here, recent_of(parts, issue)).neighbours
        found = neighbours.first if place == "oldest" else neighbours.last
    return reverse("issue_event", args=[name_of(issue), found or newest])


def issue_of(request: HttpRequest, short_id: str) -> Issue:
    issue = find_issue(access(request), short_id)
    if issue is None:
        raise Http404(f"there is no issue {short_id}")
    return issue


def event_id_of(text: str) -> EventId:
    event_id = parse_event_id(text)
    if event_id is None:
        raise Http404("an event id has 32 hexadecimal digits")
    return event_id


def load(
    request: HttpRequest, issue: Issue, event_id: EventId, recent: Recent | None = None
) -> LoadedEvent | None:
    """The stored event, unless it belongs to another issue. Faster for one that is among the recent."""
    moment = recent.moment_of(event_id) if recent else None
    near = seen_at(issue) if moment is None else (moment,)
    loaded = queries.load_event(stores(request), {issue.project_id}, event_id, near)
    if loaded is not None and loaded.hash not in hashes_of(issue):
        raise Http404("this event belongs to another issue")
    return loaded


def _page(request: HttpRequest, issue: Issue, event_id: EventId) -> HttpResponse:
    parts = stores(request)
    now = parts.clock.now()
    recent = recent_of(parts, issue)
    loaded = load(request, issue, event_id, recent)
    moment = loaded.event.timestamp if loaded else issue.last_seen.timestamp()
    place = history(parts, issue, Here(event_id, moment), recent)
    if loaded is None and not place.neighbours.position and event_id != issue.last_event_id:
        raise Http404("this issue has no such event")
    page = IssuePage(
        issue=issue,
        short_id=name_of(issue),
        event_id=event_id,
        view=view_of(loaded, issue) if loaded else None,
        history=place,
        trend=trend_of(place.hours, release_marks(issue, now), now),
        facets=who_and_where(recent),
        origin=origin_of(request),
        entries=entries_of(request, issue, ENTRIES_SHOWN),
        done=last_action(request),
        bar=bar_of(request, issue),
        is_new=is_new(issue, now),
        companions=companions_of(parts, issue.project_id, loaded.event) if loaded else None,
    )
    return render(request, "events/show.html", {"page": page, "view": page.view})
