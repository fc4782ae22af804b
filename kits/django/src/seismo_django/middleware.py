"""The kit's one middleware. First in MIDDLEWARE, so that it sees what all others make of a request.

It asks neither user nor session nor body, makes no query, starts no transaction and adds no `Vary`.
"""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from seismo_django.health import pages
from seismo_django.requests import course

Answer = HttpResponseBase | Awaitable[HttpResponseBase]


class SeismoMiddleware:
    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)
        course.prepare()

    def __call__(self, request: HttpRequest) -> Answer:
        if self.is_async:
            return self._answered(request)
        probe = pages.answer(request)
        if probe:
            return probe
        begun = course.begin(request)
        try:
            response = cast(HttpResponseBase, self.get_response(request))
        finally:
            course.leave(begun)
        course.finish(request, response, begun)
        return response

    async def _answered(self, request: HttpRequest) -> HttpResponseBase:
        probe = pages.view_of(request.path_info) and await sync_to_async(pages.answer)(request)
        if probe:
            return probe
        begun = course.begin(request)
        try:
            response = await cast(Awaitable[HttpResponseBase], self.get_response(request))
        finally:
            course.leave(begun)
        course.finish(request, response, begun)
        return response
