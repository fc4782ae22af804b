"""What tells the clock of a request: its view, its queries, its templates and caches.

Hooks of Django where it has some; else methods of its classes, wrapped once for each process.
"""

import functools
from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from django.core.cache import CacheHandler
from django.core.handlers.base import BaseHandler
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.template.backends import django as django_templates

from seismo_django import counting
from seismo_django.requests import queries
from seismo_django.requests.clock import BUSINESS, CACHE, TEMPLATE
from seismo_django.requests.state import current

_MISS = object()
_WRITES = ("set", "add", "delete", "incr", "touch", "set_many", "delete_many")

_is_installed = False


def install() -> None:
    """Once for each process."""
    global _is_installed  # what is wrapped is the process's
    if _is_installed:
        return
    _is_installed = True
    connection_created.connect(_listen, dispatch_uid="seismo")
    for connection in connections.all(initialized_only=True):
        _listen(connection=connection)
    _wrap(BaseHandler, "make_view_atomic", _timed_view)
    _wrap(django_templates.Template, "render", _timed_render)
    _wrap(CacheHandler, "create_connection", _timed_cache)


def _wrap(owner: type, name: str, wrapper: Callable[..., Any]) -> None:
    original = getattr(owner, name)

    @functools.wraps(original)
    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        return wrapper(self, original, *args, **kwargs)

    setattr(owner, name, wrapped)


def _listen(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """At the front: a test that puts its own wrapper on takes the last one off again."""
    if queries.timed not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, queries.timed)


def _timed_view(handler: Any, original: Callable[..., Any], view: Any) -> Callable[..., Any]:
    callback: Callable[..., Any] = original(handler, view)
    state = current.get()
    if state is None:
        return callback
    clock = state.clock

    if iscoroutinefunction(callback):

        async def awaited(*args: Any, **kwargs: Any) -> Any:
            before = clock.enter(BUSINESS)
            try:
                return await callback(*args, **kwargs)
            finally:
                clock.leave(before)

        return awaited

    def called(*args: Any, **kwargs: Any) -> Any:
        before = clock.enter(BUSINESS)
        try:
            return callback(*args, **kwargs)
        finally:
            clock.leave(before)

    return called


def _timed_render(template: Any, original: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    state = current.get()
    if state is None:
        return original(template, *args, **kwargs)
    before = state.clock.enter(TEMPLATE)
    try:
        return original(template, *args, **kwargs)
    finally:
        state.clock.leave(before)


def _timed_cache(handler: Any, original: Callable[..., Any], alias: str) -> Any:
    cache = original(handler, alias)
    cache.get = functools.partial(_timed_get, cache.get)
    for name in _WRITES:
        setattr(cache, name, functools.partial(_timed_write, name, getattr(cache, name)))
    return cache


def _timed_get(
    get: Callable[..., Any], key: Any, default: Any = None, *args: Any, **kwargs: Any
) -> Any:
    state = current.get()
    if state is None:
        return get(key, default, *args, **kwargs)
    before = state.clock.enter(CACHE)
    try:
        found = get(key, _MISS, *args, **kwargs)
    finally:
        state.clock.leave(before)
    is_hit = found is not _MISS
    state.clock.hits += is_hit
    state.clock.misses += not is_hit
    counting.count("cache.ops", op="get", hit=str(is_hit).lower())
    return found if is_hit else default


def _timed_write(name: str, write: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    state = current.get()
    if state is None:
        return write(*args, **kwargs)
    before = state.clock.enter(CACHE)
    try:
        return write(*args, **kwargs)
    finally:
        state.clock.leave(before)
        counting.count("cache.ops", op=name, hit="")
