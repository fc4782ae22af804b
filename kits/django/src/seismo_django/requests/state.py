"""`request.seismo`: what the kit notes of a request while it runs."""

import math
import weakref
from contextvars import ContextVar, Token
from typing import Any

from django.http import HttpRequest

from seismo_django.requests.clock import Clock
from seismo_django.requests.routes import UNKNOWN, route_of
from seismo_django.transport.accepted import was_accepted

IN_HINT = "seismo.request"
"""Under this key the hint of an event names the request in which it happened."""


class RequestState:
    """Made by the middleware, read by error pages, events and log lines."""

    __slots__ = (
        "__weakref__",
        "_request",
        "bound_id",
        "clock",
        "has_failed",
        "has_ignored",
        "id",
        "is_reporting",
        "places",
        "repeats",
        "role",
        "slow_query_seconds",
        "status",
        "streamed_bytes",
        "token",
    )

    def __init__(
        self, request: HttpRequest, request_id: str, slow_query_seconds: float = math.inf
    ) -> None:
        self._request = weakref.ref(request)
        self.id = request_id
        self.clock = Clock()
        self.slow_query_seconds = slow_query_seconds
        self.repeats: dict[tuple[str, str], int] | None = None
        """In DEBUG: how often a statement came from a line of code."""
        self.streamed_bytes: int | None = None
        """Of a streamed answer; None of any other."""
        self.bound_id: str | None = None
        """Of the last error of this request, sent or not."""
        self.is_reporting = False
        """Whether the SDK sends anything."""
        self.token: Token[RequestState | None] | None = None
        """Of `current`, for the end of the request."""
        self.has_failed = False
        """Whether Django gave up on an exception."""
        self.has_ignored = False
        """Whether an error was ignored, and so counted."""
        self.places: set[tuple[str, str, int]] = set()
        """Type, file and line of each unhandled error."""
        self.role = ""
        """Of the user, as soon as it was asked for."""
        self.status = 0
        """Of the response; 0 while there is none."""

    @property
    def route(self) -> str:
        """`/user/{pk}/`"""
        request = self._request()
        return route_of(request) if request is not None else UNKNOWN

    @property
    def event_id(self) -> str | None:
        """Of the last error of this request, when it was accepted for sending."""
        bound = self.bound_id
        return bound if bound and was_accepted(bound) else None


current: ContextVar[RequestState | None] = ContextVar("seismo_request", default=None)


def state_of(request: Any) -> RequestState | None:
    """None where the middleware is missing. A DRF request passes the question on to Django's."""
    found = getattr(request, "seismo", None)
    return found if isinstance(found, RequestState) else None


def state_in(hint: dict[str, Any]) -> RequestState | None:
    """Of the request in which the event of this hint happened."""
    return state_of(hint.get(IN_HINT))
