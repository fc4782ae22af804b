"""The kit's law: monitoring must not change the outcome of a request.

Every function of the kit that an application calls without knowing it runs inside `guarded`. What fails
there is counted by name, logged once per process to `seismo.internal`, and told by `seismo doctor`.
"""

import functools
import logging
import threading
from collections import Counter
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")

logger = logging.getLogger("seismo.internal")

_failures: Counter[str] = Counter()
_lock = threading.Lock()


def guarded(otherwise: U) -> Callable[[Callable[P, T]], Callable[P, T | U]]:
    """Make a function return `otherwise` instead of raising."""

    def decorate(hook: Callable[P, T]) -> Callable[P, T | U]:
        @functools.wraps(hook)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> T | U:
            try:
                return hook(*args, **kwargs)
            except Exception:
                note_failure(f"{hook.__module__}.{hook.__qualname__}")
                return otherwise

        return wrapper

    return decorate


def note_failure(hook: str) -> None:
    """Count a failure of a hook, from inside its `except`. The first of each in a process is logged."""
    with _lock:
        _failures[hook] += 1
        is_first = _failures[hook] == 1
    if is_first:
        logger.warning("A hook of seismo_django failed: %s", hook, exc_info=True)


def failures() -> dict[str, int]:
    """How often each hook failed in this process."""
    with _lock:
        return dict(_failures)
