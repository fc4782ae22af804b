"""Functions of the application that settings name: found late, called safely.

Settings name them while applications cannot be imported yet, so a dotted path is looked up at the first
call. What fails there is counted and logged once, and the kit goes on as if it were not there.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.utils.module_loading import import_string

from seismo_django.guard import note_failure

FAILED = object()
"""What a hook that raised or cannot be found returns."""


def hook(said: Any, name: str) -> Callable[..., Any] | None:
    """A callable of what a setting says, or None when it says nothing. `name` is for the counts."""
    if not said:
        return None
    find = functools.cache(lambda: import_string(said) if isinstance(said, str) else said)

    def call(*args: Any) -> Any:
        try:
            return find()(*args)
        except Exception:
            note_failure(name)
            return FAILED

    return call
