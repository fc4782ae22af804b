"""For REST framework: what its exception handlers swallow is reported, and a 500 names its event.

    REST_FRAMEWORK = {"EXCEPTION_HANDLER": "seismo_django.drf.exception_handler"}

A handler of your own is wrapped: `exception_handler = reporting(my_handler)`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler as answer_of_the_framework

from seismo_django import sdk
from seismo_django.events.bind import event_id_of
from seismo_django.guard import guarded
from seismo_django.requests.state import state_of

Handler = Callable[[Exception, dict[str, Any]], Response | None]
FAILED = 500


def reporting(handler: Handler) -> Handler:
    """The handler, whose answers of 500 and above are errors that are reported."""

    def handle(error: Exception, context: dict[str, Any]) -> Response | None:
        response = handler(error, context)
        if response is not None and response.status_code >= FAILED:
            _report(error, response, context)
        return response

    return handle


@guarded(None)
def _report(error: Exception, response: Response, context: Mapping[str, Any]) -> None:
    if sdk.is_active():
        import sentry_sdk

        sentry_sdk.capture_exception(error)
    request = getattr(context.get("request"), "_request", context.get("request"))
    state = state_of(request)
    if isinstance(response.data, dict):
        told = {"event_id": event_id_of(error), "reference": state.id if state else None}
        for name, value in told.items():
            if value:
                response.data.setdefault(name, value)


exception_handler = reporting(answer_of_the_framework)
