"""Views for what a request carries, what is noise, and how errors are grouped."""

import logging

import sentry_sdk
from django.http import HttpRequest, HttpResponse, JsonResponse
from seismo_django.events.bind import event_id_of

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
