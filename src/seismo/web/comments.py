"""The page of an issue's activity, and what people do to its comments."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from seismo.actions import comments as actions
from seismo.actions.refused import Refused
from seismo.catalog.models import Issue
from seismo.queries.issues import name_of
from seismo.web.activity import entries_of
from seismo.web.events import issue_of
from seismo.web.http import signed_in_user, stores
from seismo.web.issue_actions import way_back

ALL_SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: HttpRequest, short_id: str) -> HttpResponse:
    """All that happened; a POST adds a comment."""
    issue = issue_of(request, short_id)
    if request.method != "POST":
        return _page(request, issue)
    text = request.POST.get("text", "")
    try:
        actions.add_comment(issue, signed_in_user(request), text, stores(request).clock.now())
    except Refused as refusal:
        return _page(request, issue, str(refusal), text)
    return HttpResponseRedirect(way_back(request), status=303)


@require_POST
def comment(request: HttpRequest, short_id: str, comment_id: int) -> HttpResponse:
    """Change a comment, or with `do=delete` take it away."""
    issue = issue_of(request, short_id)
    found = issue.comments.filter(pk=comment_id).first()
    if found is None:
        raise Http404("this issue has no such comment")
    found.issue = issue
    user = signed_in_user(request)
    try:
        if request.POST.get("do") == "delete":
            actions.delete_comment(found, user)
        else:
            now = stores(request).clock.now()
            actions.edit_comment(found, user, request.POST.get("text", ""), now)
    except Refused as refusal:
        return _page(request, issue, str(refusal))
    return HttpResponseRedirect(way_back(request), status=303)


def _page(request: HttpRequest, issue: Issue, error: str = "", text: str = "") -> HttpResponse:
    context = {
        "issue": issue,
        "short_id": name_of(issue),
        "entries": entries_of(request, issue, ALL_SHOWN),
        "error": error,
        "text": text,
    }
    return render(request, "events/activity.html", context, status=422 if error else 200)
