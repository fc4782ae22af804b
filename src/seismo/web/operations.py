"""For whoever runs the server: is it well, what does it do, and the pages for when it is not."""

from collections.abc import Callable, Iterator

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge
from prometheus_client import generate_latest as exposition
from sqlglot import exp

from seismo import __version__
from seismo.ports.journal import PARTITION
from seismo.ports.stores import Stores
from seismo.queries.fate import backlog
from seismo.queries.outcomes import totals
from seismo.web.http import stores
from seismo.web.projects import ProjectMoved


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when every part answers; else 503 with the part and the kind of its error."""
    parts = stores(request)
    checks: dict[str, Callable[[], object]] = {
        "journal": lambda: parts.journal.backlog(PARTITION, 0),
        "catalog": _ask_catalog,
        "eventstore": lambda: parts.eventstore.select(exp.select("1"), {}),
    }
    answers = {name: _answer(check) for name, check in checks.items()}
    is_well = all(answer == "ok" for answer in answers.values())
    body = {"status": "ok" if is_well else "failing", "parts": answers}
    return JsonResponse(body, status=200 if is_well else 503)


@require_safe
def relay_health(request: HttpRequest, kind: str) -> HttpResponse:
    """The same under the addresses that Relay has for load balancers: `live` and `ready`."""
    if kind not in ("live", "ready"):
        raise Http404(f"there is no health check {kind!r}")
    return health(request)


@require_safe
def api_root(request: HttpRequest) -> HttpResponse:
    """What `sentry-cli info` asks first, and how a client learns that this is a Seismo server."""
    return JsonResponse(
        {"version": "0", "auth": None, "user": None}, headers={"X-Seismo": __version__}
    )


def _ask_catalog() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _answer(check: Callable[[], object]) -> str:
    try:
        check()
    except Exception as error:
        return type(error).__name__
    return "ok"


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What the process counted, and a few sums that are taken now, for Prometheus."""
    content = exposition(REGISTRY) + exposition(_sums(stores(request)))
    return HttpResponse(content, content_type=CONTENT_TYPE_LATEST)


def _sums(parts: Stores) -> CollectorRegistry:
    registry = CollectorRegistry()
    waiting = Gauge(
        "seismo_journal_backlog",
        "Records that came in and are not digested yet",
        registry=registry,
    )
    waiting.set(backlog(parts.journal))
    items = Gauge(
        "seismo_items",
        "Items by what became of them, since the start of the installation",
        ["outcome", "reason", "category"],
        registry=registry,
    )
    for outcome, reason, category, quantity in _outcomes():
        items.labels(outcome, reason, category).set(quantity)
    disk = Gauge("seismo_disk_bytes", "Bytes on disk", ["part"], registry=registry)
    for part, size in parts.disk.facts().parts.items():
        disk.labels(part).set(size)
    return registry


def _outcomes() -> Iterator[tuple[str, str, str, int]]:
    sums = totals()
    for category, quantity in sums["accepted"].items():
        yield "accepted", "", category, quantity
    for reason, quantities in sums["dropped"].items():
        for category, quantity in quantities.items():
            yield "dropped", reason, category, quantity


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, ProjectMoved) and request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(exception.address)
    return render(request, "errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", {"refusal": str(exception)}, status=403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/429.html", status=429)


def failed(request: HttpRequest) -> HttpResponse:
    """Made without the database, the session or the shell: any of them may be what is broken."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
