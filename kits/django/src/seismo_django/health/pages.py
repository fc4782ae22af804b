"""The addresses `/health/`, `/ready/` and `/metrics`.

The middleware asks `answer` before anything else looks at the request, so that probes by IP address pass
whatever ALLOWED_HOSTS says, and an error page has its style while another middleware is what is broken;
without the middleware the same views stand in `urls.py`.
"""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from seismo_django import __version__, guard
from seismo_django.conf import Settings
from seismo_django.conf.process import current
from seismo_django.counting import Series
from seismo_django.errors import style
from seismo_django.guard import guarded
from seismo_django.health.access import sees_details
from seismo_django.health.checks import asked, transport
from seismo_django.metrics import prometheus, shared

View = Callable[[HttpRequest], HttpResponse]

_known: tuple[Settings, dict[str, View]] | None = None


def paths() -> dict[str, View]:
    """The views by their address without the slash in front; what is switched off is not there."""
    return _paths(current().settings)


def _paths(settings: Settings) -> dict[str, View]:
    """Asked for each request, worked out once for the settings of the process."""
    global _known  # one process has one set of settings
    if _known is not None and _known[0] is settings:
        return _known[1]
    found: dict[str, View] = {settings.health.path: health, settings.health.ready_path: ready}
    if settings.metrics.enabled:
        found[settings.metrics.path] = metrics
    _known = settings, {path.lstrip("/"): view for path, view in found.items() if path}
    return _known[1]


def view_of(path: str) -> View | None:
    """The view of a request's path, None when it is the application's."""
    return style.view_of(path) or paths().get(path.lstrip("/"))


@guarded(otherwise=None)
def answer(request: HttpRequest) -> HttpResponse | None:
    """The response, if the request asks for one of these pages. Looks only at the path otherwise."""
    view = view_of(request.path_info)
    return view(request) if view else None


def health(request: HttpRequest) -> HttpResponse:
    """Whether the process lives. Asks nobody."""
    return _told(request, {"status": "ok"}, {"version": __version__})


def ready(request: HttpRequest) -> HttpResponse:
    """Whether what HEALTH.READY names works: 200, else 503."""
    answers = {name: asked(name) for name in current().settings.health.ready}
    is_ready = all(found.is_ok for found in answers.values())
    status = {"status": "ok" if is_ready else "failing"}
    details = {
        "checks": {name: found._asdict() for name, found in answers.items()},
        "transport": transport(),
    }
    return _told(request, status, details, 200 if is_ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """The counts of all processes, for who may see details."""
    if not sees_details(request):
        why = (
            "Metrics are shown to loopback, to INTERNAL_IPS, and with the token of HEALTH_TOKEN.\n"
        )
        return _final(request, HttpResponse(why, status=403, content_type="text/plain"))
    queues = current().settings.celery.queues
    if queues:
        from seismo_django.celery.queues import measure

        measure(queues)
    tally = shared.tally()
    for hook, failed in guard.failures().items():
        tally.counts[Series("hook.failures", (("hook", hook),))] = failed
    text = prometheus.text(tally)
    return _final(request, HttpResponse(text, content_type=prometheus.CONTENT_TYPE))


def _told(
    request: HttpRequest, status: dict[str, str], details: Mapping[str, object], code: int = 200
) -> HttpResponse:
    told = {**status, **details} if sees_details(request) else status
    return _final(request, JsonResponse(told, status=code))


def _final(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        response = HttpResponseNotAllowed(["GET", "HEAD"])
    response["Cache-Control"] = "no-store"
    return response
