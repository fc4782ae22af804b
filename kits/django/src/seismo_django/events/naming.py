"""Naming an exception's class without importing the package that it comes from."""

import sys
from fnmatch import fnmatchcase


def names_of(exception: BaseException) -> list[str]:
    """The full names of its class and of all classes above it: `django.http.response.Http404` ..."""
    return [f"{kind.__module__}.{kind.__qualname__}" for kind in type(exception).__mro__]


def is_one_of(exception: BaseException, names: frozenset[str]) -> bool:
    """Whether its class, or one above it, has one of these full names."""
    return not names.isdisjoint(names_of(exception))


def is_named(exception: BaseException, name: str) -> bool:
    """Whether it is what a person calls so: a full name, a name that a package re-exports, a bare one.

    `django.http.Http404` is the class that lives in `django.http.response`.
    """
    if "." not in name:
        return any(kind.__name__ == name for kind in type(exception).__mro__)
    module, _, attribute = name.rpartition(".")
    kind = getattr(sys.modules.get(module), attribute, None)
    return isinstance(exception, kind) if isinstance(kind, type) else name in names_of(exception)


def is_like(exception: BaseException, glob: str) -> bool:
    """Whether a glob meets the full or the bare name of its class, or of one above it."""
    names = [*names_of(exception), *(kind.__name__ for kind in type(exception).__mro__)]
    return any(fnmatchcase(name, glob) for name in names)
