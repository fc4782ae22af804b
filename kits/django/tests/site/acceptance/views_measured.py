"""Views whose time is known: queries, a template, a body in pieces."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.template import engines

PIECES = 3
PAUSE = 0.05


def create(request: HttpRequest) -> HttpResponse:
    """Five queries of 10 ms, one of them in the template that takes 20 ms itself, and 15 ms of thinking.

    Two more ask for the session and the user.
    """
    assert request.user.is_authenticated
    for _ in range(4):
        sleeping_query()
    cache.set("shift", 1)
    cache.get("shift")
    cache.get("absent")
    time.sleep(0.015)
    template = engines["django"].from_string("{{ query }}{{ slow }}")
    context = {"query": sleeping_query, "slow": lambda: time.sleep(0.02)}
    return HttpResponse(template.render(context, request))


def sleeping_query() -> str:
    with connection.cursor() as cursor:
        connection.connection.create_function("pause", 0, lambda: time.sleep(0.01))
        cursor.execute("SELECT pause()")
    return ""


def streamed(request: HttpRequest, how: str = "") -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        for number in range(PIECES):
            time.sleep(PAUSE)
            if how == "fails" and number:
                raise RuntimeError("the stream broke")
            yield b"piece"

    return StreamingHttpResponse(pieces())


async def streamed_async(request: HttpRequest) -> StreamingHttpResponse:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(PIECES):
            await asyncio.sleep(PAUSE)
            yield b"piece"

    return StreamingHttpResponse(pieces())


def returned(request: HttpRequest, status: int) -> JsonResponse:
    return JsonResponse({"detail": "no exception made this"}, status=status)


def loop(request: HttpRequest) -> HttpResponse:
    users = get_user_model().objects
    for number in range(12):
        users.filter(pk=number).exists()
    return HttpResponse("asked in a loop")


def asks(request: HttpRequest, times: int) -> HttpResponse:
    for _ in range(times):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    return HttpResponse("asked")
