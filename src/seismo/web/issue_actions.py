"""Changing issues, one or many, and taking that back."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from seismo.actions.issues import Done
from seismo.actions.permission import require_for
from seismo.actions.refused import Refused
from seismo.actions.removing import delete, discard
from seismo.actions.undoing import undo
from seismo.catalog.access import Access
from seismo.catalog.models import Issue
from seismo.model.access import Permission
from seismo.model.change import outcome
from seismo.ports.stores import Stores
from seismo.queries import issues as queries
from seismo.queries.issues import name_of
from seismo.queries.search.syntax import SearchError
from seismo.queries.stream import matching_issues
from seismo.web.http import access, is_prefetch, signed_in_user, stores
from seismo.web.issue_wishes import wish_of
from seismo.web.listing import filter_from

CHANGED_AT_ONCE = 1_000
DONE = "issues_done"
SHOWN = 10
"""Issues that are named before they are deleted."""
_REMOVALS = {"delete": delete, "discard": discard}


@dataclass(frozen=True, slots=True)
class DoneView:
    """What the last action did."""

    sentence: str
    undo: int | None = None
    """The token that takes it back."""
    is_error: bool = False


@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Do what `to` says to the issues that `id` names, or to all in the stream that `matching` is."""
    person = access(request)
    parts = stores(request)
    found = _chosen(request, parts, person)
    if request.POST.get("to") in _REMOVALS:
        return _remove(request, found)
    try:
        act = wish_of(request.POST.dict(), person)
        done = act(parts, found, signed_in_user(request), parts.clock.now())
    except Refused as refusal:
        return _back(request, DoneView(str(refusal), is_error=True))
    return _back(request, _said_of(done, found) if done else None)


def _chosen(request: HttpRequest, parts: Stores, person: Access) -> list[Issue]:
    """Raises Http404 when there is none of those that are named."""
    if matching := request.POST.get("matching"):
        try:
            wanted = filter_from(QueryDict(matching), person)
            return matching_issues(parts, person, wanted, CHANGED_AT_ONCE)
        except SearchError as error:
            raise Http404(f"`matching` is no search: {error}") from None
    names = list(dict.fromkeys(request.POST.getlist("id")))[:CHANGED_AT_ONCE]
    found = queries.find_issues(person, names)
    if names and not found:
        raise Http404("no such issue")
    return found


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class DeletePage:
    """What is asked before issues are deleted."""

    rows: list[Named]
    events: int
    next: str

    @property
    def what(self) -> str:
        return self.rows[0].name if len(self.rows) == 1 else f"{len(self.rows)} issues"

    @property
    def more(self) -> int:
        return max(0, len(self.rows) - SHOWN)


def _remove(request: HttpRequest, found: list[Issue]) -> HttpResponse:
    """Ask first: what is deleted is gone."""
    user = signed_in_user(request)
    require_for(user, found, Permission.DELETE_EVENTS)
    page = DeletePage(
        rows=[Named(name_of(issue), issue.title) for issue in found],
        events=sum(issue.times_seen for issue in found),
        next=way_back(request),
    )
    if "sure" not in request.POST:
        return render(request, "issues/delete.html", {"page": page})
    kind = request.POST["to"]
    _REMOVALS[kind](found, user, stores(request).clock.now())
    said = DoneView(f"{page.what} {'deleted' if kind == 'delete' else 'deleted and discarded'}.")
    gone = tuple(reverse("issue", args=[row.name]).lower() for row in page.rows)
    is_gone = page.next.lower().startswith(gone)
    return _to(reverse("issues") if is_gone else page.next, request, said)


def _said_of(done: Done, found: list[Issue]) -> DoneView:
    if not done.changed:
        return DoneView("Nothing changed: that is how it was.")
    changed = {issue.pk for issue in done.changed}
    names = [name_of(issue) for issue in found if issue.pk in changed]
    what = names[0] if len(names) == 1 else f"{len(names)} issues"
    return DoneView(f"{what} {outcome(done.kind, done.detail)}.", done.undo)


@require_POST
def undo_last(request: HttpRequest) -> HttpResponse:
    """Take back the step that `token` names."""
    token = request.POST.get("token", "")
    if not (token.isascii() and token.isdecimal()) or len(token) > 18:
        raise Http404("no such step")
    changed = undo(signed_in_user(request), int(token), stores(request).clock.now())
    if not changed:
        sentence = (
            "Nothing was taken back: the issues have changed since, or it was taken back before."
        )
        return _back(request, DoneView(sentence, is_error=True))
    what = name_of(changed[0]) if len(changed) == 1 else f"{len(changed)} issues"
    is_one = len(changed) == 1
    return _back(request, DoneView(f"{what} {'is' if is_one else 'are'} as before."))


def _back(request: HttpRequest, said: DoneView | None) -> HttpResponse:
    return _to(way_back(request), request, said)


def _to(place: str, request: HttpRequest, said: DoneView | None) -> HttpResponse:
    if said is not None:
        tell(request, said)
    return HttpResponseRedirect(place, status=303)


def way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("issues")


def tell(request: HttpRequest, said: DoneView) -> None:
    """The next page of the stream, or of an issue, says it."""
    request.session[DONE] = [said.sentence, said.undo, said.is_error]


def last_action(request: HttpRequest) -> DoneView | None:
    """What the last action did. Told once, and not to a page that is only fetched in advance."""
    if is_prefetch(request):
        return None
    told = request.session.pop(DONE, None)
    return DoneView(*told) if told else None
