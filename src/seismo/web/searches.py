"""Completion of a search that is being typed, and the searches that people keep."""

from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qsl, urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from seismo.actions import searches as actions
from seismo.actions.searches import TooManySearches
from seismo.catalog.models import SavedSearch, User
from seismo.queries import searches as queries
from seismo.queries.completions import complete
from seismo.queries.search.parse import MAX_LENGTH
from seismo.queries.search.scope import Scope
from seismo.web import periods
from seismo.web.http import access, organization, signed_in_user, stores
from seismo.web.issue_actions import DoneView, tell

LONGEST_NAME = 60
LONGEST_QUERY = 2_000
LONGEST_RECENT = 500
KEPT_IN_ADDRESS = (
    "q",
    "project",
    "environment",
    *periods.FIELDS,
    "level",
    "status",
    "sort",
    "span",
)
"""Of the stream's address: what makes a view of it. A page of it is none."""


@require_safe
def completions(request: HttpRequest) -> HttpResponse:
    """JSON: which characters of `q` to replace, and by what. Before anything is typed, recent searches."""
    text = request.GET.get("q", "")[:MAX_LENGTH]
    if not text.strip():
        recent = queries.recent_searches(organization(request), signed_in_user(request))
        return _offers(0, len(text), [(each, "searched for lately", True) for each in recent])
    person, wanted = access(request), request.GET.get("project", "")
    projects = [each for each in person.projects if wanted in {"", each.slug}]
    parts = stores(request)
    environment = request.GET.get("environment", "")
    scope = Scope(projects, parts.clock.now(), environment, access=person)
    found = complete(parts, scope, text, _caret(request, text))
    return _offers(found.start, found.end, [(o.text, o.hint, False) for o in found.offers])


def _offers(start: int, end: int, offers: list[tuple[str, str, bool]]) -> HttpResponse:
    rows = [{"text": text, "hint": hint, "is_whole": whole} for text, hint, whole in offers]
    return JsonResponse({"start": start, "end": end, "offers": rows})


def _caret(request: HttpRequest, text: str) -> int:
    caret = request.GET.get("caret", "")
    return int(caret) if caret.isdecimal() and len(caret) < 6 else len(text)


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the stream as it is under a name."""
    name = request.POST.get("name", "").strip()[:LONGEST_NAME]
    query = view_of(request.POST.get("query", ""))
    if not name or not query or len(query) > LONGEST_QUERY:
        why = "it has no name" if query else "there is nothing in it to keep"
        tell(request, DoneView(f"This search was not saved: {why}.", is_error=True))
        return _to_stream(query)
    try:
        actions.save(
            organization(request),
            signed_in_user(request),
            name,
            query,
            is_shared="is_shared" in request.POST,
        )
    except TooManySearches:
        full = f"You have {actions.MOST_SAVED} saved searches. Remove one to save another."
        tell(request, DoneView(full, is_error=True))
        return _to_stream(query)
    tell(request, DoneView(f"Saved as {name}."))
    return _to_stream(query)


@require_POST
def change(request: HttpRequest, search_id: int) -> HttpResponse:
    """Pin, unpin, share, unshare or remove one."""
    user = signed_in_user(request)
    search = queries.find_search(organization(request), user, search_id)
    if search is None:
        raise Http404("no such search")
    to = request.POST.get("to", "")
    if to not in _CHANGES:
        return HttpResponse(f"`to` must be one of {', '.join(_CHANGES)}", status=400)
    act, done = _CHANGES[to]
    act(search, user)
    tell(request, DoneView(f"{search.name} {done}."))
    return _to_stream(view_of(request.POST.get("query", "")))


_CHANGES: dict[str, tuple[Callable[[SavedSearch, User], None], str]] = {
    "pin": (actions.pin, "opens first from now on"),
    "unpin": (actions.unpin, "no longer opens first"),
    "share": (partial(actions.set_shared, is_shared=True), "is shared with everybody"),
    "unshare": (partial(actions.set_shared, is_shared=False), "is yours alone again"),
    "remove": (actions.remove, "is removed"),
}


@require_POST
def remember(request: HttpRequest) -> HttpResponse:
    """Keep what was searched for. Sent by the page's script once somebody has found what they wanted."""
    text = request.POST.get("q", "").strip()
    if text and len(text) <= LONGEST_RECENT:
        now = stores(request).clock.now()
        actions.remember(organization(request), signed_in_user(request), text, now)
    return HttpResponse(status=204)


def view_of(query: str) -> str:
    """What of a query string makes a view of the stream, in one order."""
    given = dict(parse_qsl(query.removeprefix("?")[: 2 * LONGEST_QUERY]))
    return urlencode({name: given[name] for name in KEPT_IN_ADDRESS if given.get(name)})


def _to_stream(query: str) -> HttpResponse:
    answer = HttpResponseRedirect(f"{reverse('issues')}{'?' if query else ''}{query}")
    answer.status_code = 303
    return answer
