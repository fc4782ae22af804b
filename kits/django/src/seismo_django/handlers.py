"""Django's error handlers, for the root URLconf:

    from seismo_django.handlers import handler400, handler403, handler404, handler500

and `CSRF_FAILURE_VIEW = "seismo_django.handlers.csrf_failure"` in the settings. `handler503` is a view for
whatever closes a site for a while; it carries Retry-After.
"""

from django.http import HttpRequest, HttpResponse

from seismo_django.errors.answers import answer
from seismo_django.errors.kinds import (
    BAD_REQUEST,
    CSRF,
    FORBIDDEN,
    NOT_FOUND,
    SERVER_ERROR,
    UNAVAILABLE,
)
from seismo_django.requests.state import state_of

__all__ = ["csrf_failure", "handler400", "handler403", "handler404", "handler500", "handler503"]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, BAD_REQUEST, exception)


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, FORBIDDEN, exception)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, NOT_FOUND, exception)


def handler500(request: HttpRequest) -> HttpResponse:
    return answer(request, SERVER_ERROR)


def handler503(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Closed on purpose, so it is no error that anybody should hear of."""
    state = state_of(request)
    if state is not None:
        state.has_ignored = True
    return answer(request, UNAVAILABLE, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django says of the reason is for developers and stays in its log."""
    return answer(request, CSRF)
