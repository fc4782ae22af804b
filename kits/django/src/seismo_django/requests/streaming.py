"""Streamed answers, measured to their last byte.

Under WSGI the SDK ends its transaction when the view returns, and the body is made afterwards. The
transaction is held open until the body is closed, and ended then.
"""

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from seismo_django import spans
from seismo_django.guard import guarded
from seismo_django.requests.clock import BUSINESS, STREAM
from seismo_django.requests.state import RequestState, current
from seismo_django.tracing import is_streaming

Ended = Callable[[], None]


def follow(
    request: HttpRequest, response: HttpResponseBase, state: RequestState, ended: Ended
) -> bool:
    """Whether the answer is a stream that is followed; then `ended` is called at its end.

    A file is left to the server, which may hand it to the kernel.
    """
    if not isinstance(response, StreamingHttpResponse) or isinstance(response, FileResponse):
        return False
    state.streamed_bytes = 0
    state.clock.enter(STREAM)
    pieces: Any = response.streaming_content
    if response.is_async:
        response.streaming_content = _awaited(pieces, state, ended)
        return True
    release = _hold(state) if isinstance(request, WSGIRequest) else None
    response.streaming_content = _Followed(pieces, state, ended, release)
    return True


class _Followed:
    """The pieces of a body. Its end comes once: with the last piece, a failure, or `close`."""

    def __init__(
        self, pieces: Iterator[bytes], state: RequestState, ended: Ended, release: Ended | None
    ) -> None:
        self._pieces = iter(pieces)
        self._state = state
        self._ended = ended
        self._release = release
        self._is_open = True

    def __iter__(self) -> "_Followed":
        return self

    def __next__(self) -> bytes:
        token = current.set(self._state)
        before = self._state.clock.enter(BUSINESS)
        try:
            piece = next(self._pieces)
        except StopIteration:
            raise
        except BaseException:
            self._state.has_failed = True
            raise
        finally:
            self._state.clock.leave(before)
            current.reset(token)
        _count_piece(self._state, piece)
        return piece

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._ended()
            if self._release:
                self._release()


async def _awaited(
    pieces: AsyncIterator[bytes], state: RequestState, ended: Ended
) -> AsyncIterator[bytes]:
    try:
        async for piece in pieces:
            _count_piece(state, piece)
            yield piece
    except Exception:
        state.has_failed = True
        spans.set_status("internal_error")
        raise
    finally:
        ended()


def _count_piece(state: RequestState, piece: Any) -> None:
    state.streamed_bytes = (state.streamed_bytes or 0) + len(piece)


@guarded(None)
def _hold(state: RequestState) -> Ended | None:
    """Keep the request's span open. Returns what ends it; None when nothing is traced."""
    span = spans.current()
    if span is None or not getattr(span, "sampled", True):
        return None
    whole: Any = type(span)
    held, method = _held(whole)
    span.__class__ = held

    @guarded(None)
    def release() -> None:
        span.__class__ = whole
        if state.has_failed:
            _mark_failed(span)
        getattr(span, method)()

    return release


def _mark_failed(span: Any) -> None:
    if is_streaming():
        span.status = "error"
    else:
        span.set_status("internal_error")


@functools.cache
def _held(whole: Any) -> tuple[type, str]:
    """A class of the same shape whose end does nothing yet."""
    method = "_end" if is_streaming() else "finish"
    members = {"__slots__": (), method: lambda self, *args, **kwargs: None}
    return type(whole.__name__, (whole,), members), method
