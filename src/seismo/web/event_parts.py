"""Parts of an event's page that have addresses of their own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from seismo.catalog.models import Issue
from seismo.queries import events as queries
from seismo.queries.events import LoadedEvent
from seismo.queries.issues import name_of
from seismo.web.breadcrumbs import Wanted, trail_of
from seismo.web.event_view import report_of
from seismo.web.events import event_id_of, issue_of, load


@require_safe
def as_json(request: HttpRequest, short_id: str, event_id: str) -> HttpResponse:
    """The stored event as a file."""
    _, loaded = _stored(request, short_id, event_id)
    answer = HttpResponse(queries.as_json(loaded), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{loaded.event.event_id}.json"'
    return answer


@require_safe
def as_markdown(request: HttpRequest, short_id: str, event_id: str) -> HttpResponse:
    """The report that the page copies, as text."""
    issue, loaded = _stored(request, short_id, event_id)
    return HttpResponse(report_of(loaded.event, issue), content_type="text/plain; charset=utf-8")


@require_safe
def breadcrumbs(request: HttpRequest, short_id: str, event_id: str) -> HttpResponse:
    """Those breadcrumbs that are wanted; the page of the event fetches the list."""
    issue, loaded = _stored(request, short_id, event_id)
    asked = (request.GET.get(name, "") for name in ("category", "level", "text"))
    trail = trail_of(loaded.event, Wanted(*asked))
    if trail is None:
        raise Http404("this event has no breadcrumbs")
    context = {"issue": issue, "short_id": name_of(issue), "event": loaded.event, "trail": trail}
    return render(request, "events/breadcrumbs.html", context)


def _stored(request: HttpRequest, short_id: str, event_id: str) -> tuple[Issue, LoadedEvent]:
    issue = issue_of(request, short_id)
    loaded = load(request, issue, event_id_of(event_id))
    if loaded is None:
        raise Http404("this event is not stored")
    return issue, loaded
