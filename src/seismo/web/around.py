"""Which issues stand before and after one in the stream that somebody came from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from seismo.catalog.models import Issue
from seismo.queries.issues import name_of
from seismo.queries.search.syntax import SearchError
from seismo.queries.stream import neighbours
from seismo.web.events import issue_of
from seismo.web.http import access, stores
from seismo.web.listing import filter_of
from seismo.web.origin import origin_of


@require_safe
def around(request: HttpRequest, short_id: str) -> HttpResponse:
    """The page of an issue fetches this, because a search may take longer than the page."""
    issue = issue_of(request, short_id)
    person, origin = access(request), origin_of(request)
    try:
        before, after = neighbours(stores(request), person, filter_of(request, person), issue)
    except SearchError:
        before, after = None, None
    context = {
        "issue": issue,
        "short_id": name_of(issue),
        "before": _url(before, origin),
        "after": _url(after, origin),
        "stream": f"{reverse('issues')}{origin}",
    }
    return render(request, "events/around.html", context)


def _url(issue: Issue | None, origin: str) -> str:
    return f"{reverse('issue', args=[name_of(issue)])}{origin}" if issue else ""
