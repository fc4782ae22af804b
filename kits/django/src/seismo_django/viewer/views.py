"""`/__seismo__/`: what this project captured, and doors to the kit's other pages. Only in DEBUG."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token

from seismo_django import sdk
from seismo_django.errors import style
from seismo_django.errors.kinds import UNAVAILABLE
from seismo_django.errors.ladder import rendered
from seismo_django.setup import start
from seismo_django.viewer.entries import Entry, entries, filtered, queries, raised
from seismo_django.viewer.store import Store

if TYPE_CHECKING:
    from seismo_django.transport.local import LocalTransport


def index(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        _forget()
        return HttpResponseRedirect(request.path)
    told = {
        "title": "What happened here",
        "entries": _captured(),
        "reason": start.destination.reason,
        "is_kept": _transport() is not None,
        "csrf_token": get_token(request),
        "trials_url": style.address("trials"),
        "previews_url": style.address("previews"),
    }
    return _page(request, "index", told)


def show(request: HttpRequest, key: str) -> HttpResponse:
    entry = next((each for each in _captured() if each.key == key), None)
    if entry is None:
        raise Http404("This is not kept any more: only the newest 200 are.")
    told = {
        "title": entry.title,
        "entry": entry,
        "raised": raised(entry.payload),
        "queries": queries(entry.payload),
        "filtered": filtered(entry.payload),
        "viewer_url": style.address("viewer"),
    }
    return _page(request, "entry", told)


def _transport() -> "LocalTransport | None":
    """The one that keeps what this process captures, if it does."""
    if not sdk.is_loaded():
        return None
    import sentry_sdk

    from seismo_django.transport.local import LocalTransport

    transport = sentry_sdk.get_client().transport
    return transport if isinstance(transport, LocalTransport) else None


def _captured() -> list[Entry]:
    transport = _transport()
    if transport is None:
        return []
    import sentry_sdk

    sentry_sdk.get_client().flush(timeout=1)  # a stream of spans waits there for seconds, too
    return entries(Store().envelopes() or tuple(transport.envelopes))


def _forget() -> None:
    transport = _transport()
    if transport is not None:
        transport.flush(timeout=1)
        transport.envelopes.clear()
        Store().clear()


def _page(request: HttpRequest, name: str, told: dict[str, Any]) -> HttpResponse:
    facts = told | {"kind": UNAVAILABLE.name} | style.facts(request, UNAVAILABLE)
    page = rendered(("", f"seismo/viewer/{name}.html"), facts, None)
    return HttpResponse(page, headers={"Cache-Control": "no-store"})
