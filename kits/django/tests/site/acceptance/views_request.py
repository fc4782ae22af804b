"""Views for what a request carries, what is noise, and how errors are grouped."""

import logging

import sentry_sdk
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from seismo_django.events.bind import event_id_of

from acceptance import failures

logger = logging.getLogger("acceptance")


def ids(request: HttpRequest) -> HttpResponse:
    """Which ids are known of which exceptions, after a message made `last_event_id` a stale one."""
    sentry_sdk.capture_message("just info")
    ignored = LookupError("nobody captured this")
    captured: Exception
    try:
        raise ValueError("captured by hand")
    except ValueError as error:
        captured, sent_id = error, sentry_sdk.capture_exception(error)
    try:
        raise RuntimeError("raised from it") from captured
    except RuntimeError as error:
        led_to = event_id_of(error)
    return JsonResponse(
        {
            "request_id": request.seismo.id,
            "event_id": request.seismo.event_id,
            "sent": sent_id,
            "captured": event_id_of(captured),
            "ignored": event_id_of(ignored),
            "led_to": led_to,
        }
    )


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404("no such shift")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("not yours")


def by_hand(request: HttpRequest) -> HttpResponse:
    try:
        raise PermissionDenied("kept quiet")
    except PermissionDenied as error:
        sentry_sdk.capture_exception(error)
    return HttpResponse("ok")


def suspicious(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("tampered")


def gone(request: HttpRequest) -> HttpResponse:
    raise UnreadablePostError("the client went away")


def expected(request: HttpRequest) -> HttpResponse:
    raise Expected("deadline of the shop")


def told(request: HttpRequest, form: str) -> HttpResponse:
    """A log line about an exception and then its capture, in the ways that people write it."""
    try:
        raise ConnectionResetError(f"the printer of {form} is gone")
    except ConnectionResetError as error:
        LOG_LINES.get(form, str)(error)
        sentry_sdk.capture_exception(error)
    return HttpResponse("ok")


LOG_LINES = {
    "exc_info": lambda error: logger.error("printing failed", exc_info=True),
    "f-string": lambda error: logger.error(f"printing failed: {error}"),
    "argument": lambda error: logger.error("printing failed: %s", error),
}


class Expected(Exception):
    """What the site's settings ignore by name."""


def failing_page(request: HttpRequest) -> HttpResponse:
    raise ValueError("the error page is broken, too")


def failure(request: HttpRequest, kind: str, number: str) -> HttpResponse:
    """Fails in the way that is asked for; the number makes values differ."""
    failures.ALL[kind](number)
    return HttpResponse("did not fail")
