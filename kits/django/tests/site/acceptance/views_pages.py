"""Pages that fail in each way that has an error page."""

from collections.abc import Callable
from typing import Any

import sentry_sdk
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from seismo_django.handlers import handler503


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.path)


@login_required
def for_members(request: HttpRequest) -> HttpResponse:
    return HttpResponse("members")


def broken(request: HttpRequest) -> HttpResponse:
    """`id` gives the event an id that was promised before."""
    promised = request.GET.get("id")
    if promised:
        sentry_sdk.get_isolation_scope().add_event_processor(
            lambda event, hint: event | {"event_id": promised}
        )
    raise RuntimeError(f"broken: {request.GET.get('why', '')}")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("not for you")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("odd")


def closed(request: HttpRequest) -> HttpResponse:
    return handler503(request)


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


def flush(request: HttpRequest) -> HttpResponse:
    sentry_sdk.flush(timeout=10)
    return HttpResponse("flushed")


def breakable(request: HttpRequest) -> dict[str, str]:
    """A context processor that fails while a file says so."""
    if (settings.DATA / "no_context").exists():
        raise RuntimeError("a context processor is broken")
    return {}


def sessions(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(dict(request.session)))


def single_page(request: HttpRequest) -> HttpResponse:
    source = "{% load seismo %}<head>{% seismo_browser sdk='/static/sentry.js' %}</head>"
    request.csp_nonce = "fake-nonce"  # as django-csp does it
    return HttpResponse(Template(source).render(RequestContext(request)))


def curious(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """A middleware that asks the database on every request of who has its cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "curious" in request.COOKIES:
            User.objects.exists()
        return get_response(request)

    return middleware
