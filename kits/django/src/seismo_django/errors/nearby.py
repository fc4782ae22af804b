"""Addresses near one that does not exist, for the page that says so."""

import difflib
import functools
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import get_language

_LONGEST_PATH = 100
_MOST_ROUTES = 200
_MOST = 3
_LIKENESS = 0.6
_GUARDS_OF_CLASSES = "django.contrib.auth.mixins"
"""Not imported: a project need not have users."""
_NOT_FOR_VISITORS = frozenset({"admin", "seismo", "djdt"})


def nearby(path: str, urlconf: str | None) -> list[str]:
    """The paths most like this one among routes that anybody may open and that need no argument."""
    if len(path) > _LONGEST_PATH:
        return []
    routes = _routes(urlconf or settings.ROOT_URLCONF, get_language())
    found = difflib.get_close_matches(path, [*routes], _MOST + 1, _LIKENESS)
    return [each for each in found if each != path][:_MOST]


@functools.lru_cache(maxsize=32)
def _routes(urlconf: str, language: str | None) -> tuple[str, ...]:
    """Cached by language, because a prefix may depend on it."""
    found = _within("/", get_resolver(urlconf).url_patterns)
    return tuple(dict.fromkeys(path for path, _ in zip(found, range(_MOST_ROUTES), strict=False)))


def _within(prefix: str, patterns: list[Any]) -> Iterator[str]:
    for pattern in patterns:
        literal = _literal(pattern.pattern)
        if literal is None:
            continue
        if isinstance(pattern, URLResolver):
            if not _NOT_FOR_VISITORS & {pattern.app_name, pattern.namespace}:
                yield from _within(prefix + literal, pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name and not is_guarded(pattern.callback):
            yield prefix + literal


def _literal(pattern: Any) -> str | None:
    """The text of a pattern that matches just this text; None when it takes arguments."""
    if pattern.regex.groups:
        return None
    text = str(pattern)
    if not hasattr(pattern, "_regex"):
        return text
    plain = text.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    return plain if not set(plain) & set(r"\.^$*+?{}[]|()") else None


def is_guarded(view: Callable[..., Any]) -> bool:
    """Whether a view asks who visits, as far as Django's own guards can be recognized.

    The name of a page may be a secret to those who may not open it.
    """
    bases = getattr(getattr(view, "view_class", None), "__mro__", ())
    if any(base.__module__ == _GUARDS_OF_CLASSES for base in bases):
        return True
    while True:
        if _asks_the_user(view):
            return True
        inner = getattr(view, "__wrapped__", None)
        if inner is None:
            return False
        view = inner


def _asks_the_user(view: Any) -> bool:
    code = getattr(view, "__code__", None)
    return code is not None and code.co_qualname.startswith("user_passes_test.")
