"""Merging issues, and taking a part out of one."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from seismo.actions import merging as actions
from seismo.actions.refused import Refused
from seismo.catalog.models import Issue
from seismo.queries.issues import name_of, title_parts
from seismo.queries.parts import PARTS_SHOWN, HashSeen, hashes_seen, pasted_issue
from seismo.web.events import issue_of
from seismo.web.http import access, signed_in_user, stores
from seismo.web.issue_actions import DoneView, tell


@dataclass(frozen=True, slots=True)
class PartsPage:
    issue: Issue
    short_id: str
    parts: list[HashSeen]
    more: int
    """Parts that are not shown."""
    pasted: str
    chosen: frozenset[str]
    error: str

    @property
    def headline(self) -> str:
        return title_parts(self.issue)[0]


@require_safe
def parts(request: HttpRequest, short_id: str) -> HttpResponse:
    """What the issue is made of."""
    return _page(request, issue_of(request, short_id))


@require_POST
def merge(request: HttpRequest, short_id: str) -> HttpResponse:
    """Make the issue whose address or short id was pasted a part of this one."""
    issue = issue_of(request, short_id)
    text = request.POST.get("other", "")
    other = pasted_issue(access(request), text)
    try:
        if other is None:
            raise Refused(
                "There is no such issue. Paste the address of its page, or a short id such as"
                f" {name_of(issue)}."
            )
        actions.merge(issue, [other], signed_in_user(request), stores(request).clock.now())
    except Refused as refusal:
        return _page(request, issue, error=str(refusal), pasted=text)
    tell(
        request,
        DoneView(f"{name_of(other)} is a part of {name_of(issue)} now. “Take apart” undoes it."),
    )
    return _to(issue)


@require_POST
def unmerge(request: HttpRequest, short_id: str) -> HttpResponse:
    """Make the chosen parts an issue of their own."""
    issue = issue_of(request, short_id)
    chosen = frozenset(request.POST.getlist("hash"))
    now = stores(request).clock.now()
    try:
        made = actions.unmerge(stores(request), issue, chosen, signed_in_user(request), now)
    except Refused as refusal:
        return _page(request, issue, error=str(refusal), chosen=chosen)
    return _to(made)


def _to(issue: Issue) -> HttpResponse:
    return HttpResponseRedirect(reverse("issue", args=[name_of(issue)]), status=303)


def _page(
    request: HttpRequest,
    issue: Issue,
    *,
    error: str = "",
    pasted: str = "",
    chosen: frozenset[str] = frozenset(),
) -> HttpResponse:
    found = hashes_seen(stores(request), issue)
    page = PartsPage(
        issue=issue,
        short_id=name_of(issue),
        parts=found[:PARTS_SHOWN],
        more=max(0, len(found) - PARTS_SHOWN),
        pasted=pasted,
        chosen=chosen,
        error=error,
    )
    return render(request, "events/parts.html", {"page": page}, status=422 if error else 200)
