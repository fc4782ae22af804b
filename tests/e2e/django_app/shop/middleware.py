from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class OpeningHours:
    """Fails on the path of a shop that is closed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/night/":
            opens_at = 9
            raise PermissionError(f"closed until {opens_at}")
        return self.get_response(request)
