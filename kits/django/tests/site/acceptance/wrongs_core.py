"""What some teams have and the checks find."""

import sentry_sdk
from django.http import HttpRequest, HttpResponse


class Transactions:
    """As one of the documents measures requests: a second transaction."""

    def __init__(self, get_response) -> None:  # type: ignore[no-untyped-def]
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with sentry_sdk.start_transaction(op="http.server", name=request.path):
            return self.get_response(request)


def show_last_event(request: HttpRequest) -> HttpResponse:
    return HttpResponse(sentry_sdk.last_event_id() or "", status=500)


def raise_for_anybody(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("a test that everybody can run")
