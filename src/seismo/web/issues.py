"""The stream of issues, and what one does to them."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from seismo.catalog.access import Access
from seismo.catalog.models import Issue
from seismo.model.access import Permission
from seismo.model.ids import parse_event_id
from seismo.model.issue import parse_short_id
from seismo.queries import issues as queries
from seismo.queries.people import assignees
from seismo.queries.search.syntax import SearchError
from seismo.queries.searches import pinned_query, saved_searches
from seismo.queries.stream import Newest, News, news_since
from seismo.web.http import access, signed_in_user, stores
from seismo.web.issue_actions import last_action
from seismo.web.listing import filter_of, listing_of
from seismo.web.projects import with_new_slug


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The stream; set-up as long as there is nothing to see in it."""
    person = access(request)
    if Issue.objects.filter(project_id__in=person.project_ids).exists():
        return HttpResponseRedirect(reverse("issues"))
    return HttpResponseRedirect(_first_step(person))


def _first_step(person: Access) -> str:
    project = min(person.projects, key=lambda each: each.pk, default=None)
    if project is None:
        may_make_one = person.may(Permission.CREATE_PROJECTS)
        return reverse("project_new" if may_make_one else "projects")
    return reverse("project_setup", args=[project.slug, project.platform or "python"])


@require_safe
def issue_list(request: HttpRequest) -> HttpResponse:
    person = access(request)
    place = with_new_slug(request)
    if place is None and "HX-Request" not in request.headers:
        place = _elsewhere(request, person)
    if place:
        return HttpResponseRedirect(place)
    listing = listing_of(request, stores(request), person)
    first_step = _first_step(person) if listing.nothing_ever else ""
    user = signed_in_user(request)
    context = {
        "listing": listing,
        "first_step": first_step,
        "done": last_action(request),
        "searches": saved_searches(person.organization, user),
        "organization": person.organization,
        "assignees": assignees(person),
    }
    return render(request, "issues/list.html", context)


def _elsewhere(request: HttpRequest, person: Access) -> str:
    """Where to go instead: to the pinned search for who asks for nothing, or to what the search names."""
    if request.GET:
        return _named(request, person)
    query = pinned_query(person.organization, signed_in_user(request))
    return f"{reverse('issues')}?{query}" if query else ""


def _named(request: HttpRequest, person: Access) -> str:
    """The address of the one event or issue whose id is the whole search."""
    text = request.GET.get("q", "").strip()
    if event_id := parse_event_id(text):
        return reverse("event", args=[event_id])
    if parse_short_id(text) and (issue := queries.find_issue(person, text)):
        return reverse("issue", args=[queries.name_of(issue)])
    return ""


@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """204 as long as a page of the stream is up to date, else what it lacks."""
    issue_id, _, last_seen = request.GET.get("since", "").partition("-")
    try:
        newest = Newest(int(issue_id), float(last_seen))
        person = access(request)
        news = news_since(stores(request), person, filter_of(request, person), newest)
    except (ValueError, OverflowError, SearchError):
        raise Http404("`since` names no place in the stream") from None
    if not news.active:
        return HttpResponse(status=204)
    query = request.GET.copy()
    query.pop("since")
    context = {
        "sentence": _sentence(news),
        "number": news.new or news.active,
        "url": f"{reverse('issues')}?{query.urlencode()}",
    }
    return render(request, "issues/pulse.html", context)


def _sentence(news: News) -> str:
    if news.new:
        return f"{news.new} new"
    return f"{news.active} with new events"
