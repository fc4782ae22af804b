"""What the business does, timed: operations of its own, and calls of services of others.

    @operation("shift.create", attributes=lambda shift, **_: {"role": shift.role})
    def create_shift(shift, notify=True): ...

    with operation("leave.approve", role=user.role):
        ...

    with service("stripe"):
        stripe.Charge.create(...)

Inside a request or a task these are spans of it, elsewhere transactions of their own. Each is also a metric
`NAME.duration` that no sampling touches.
"""

import functools
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from inspect import iscoroutinefunction
from types import TracebackType
from typing import Any, TypeVar

from seismo_django import metrics
from seismo_django.guard import guarded
from seismo_django.spans import span

F = TypeVar("F", bound=Callable[..., Any])
Attributes = Callable[..., Mapping[str, Any]]

MARK = "__seismo_service__"
"""The attribute of an exception that names the service whose call it ended."""

_service: ContextVar[str] = ContextVar("seismo_service", default="")


class _Timed:
    """A block or a function that is timed. Each use of it is one run."""

    def __init__(
        self, running: Callable[[Mapping[str, Any]], AbstractContextManager[None]], **labels: Any
    ) -> None:
        self._running = running
        self._labels = labels
        self._attributes: Attributes | None = None
        self._open: list[AbstractContextManager[None]] = []

    def told_by(self, attributes: Attributes | None) -> "_Timed":
        self._attributes = attributes
        return self

    def __enter__(self) -> None:
        run = self._running(self._labels)
        self._open.append(run)
        run.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.pop().__exit__(kind, error, trace)

    def __call__(self, function: F) -> F:
        if iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*args: Any, **kwargs: Any) -> Any:
                with self._running(self._labels_of(args, kwargs)):
                    return await function(*args, **kwargs)

            return awaited  # type: ignore[return-value]  # it takes and gives what the function does

        @functools.wraps(function)
        def called(*args: Any, **kwargs: Any) -> Any:
            with self._running(self._labels_of(args, kwargs)):
                return function(*args, **kwargs)

        return called  # type: ignore[return-value]  # as above

    def _labels_of(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Mapping[str, Any]:
        told = _asked(self._attributes, args, kwargs) if self._attributes else None
        return {**self._labels, **(told or {})}


@guarded(otherwise=None)
def _asked(
    attributes: Attributes, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Mapping[str, Any]:
    return attributes(*args, **kwargs)


def operation(name: str, attributes: Attributes | None = None, **labels: Any) -> _Timed:
    """Time an operation of the business. For functions, coroutines and `with`.

    `attributes` is called with what the function is called with, and gives labels. Labels are few and
    bounded: a role, never an id.
    """
    timed = _Timed(lambda told: _operation(name, told), **labels)
    return timed.told_by(attributes)


def service(name: str, **labels: Any) -> _Timed:
    """Time calls of somebody else's service. Errors inside are grouped by it."""
    return _Timed(lambda told: _call(name, told), **labels)


def service_of(error: BaseException) -> str | None:
    """The service whose call an exception ended, or inside whose block we are now."""
    return getattr(error, MARK, None) or _service.get() or None


@contextmanager
def _operation(name: str, labels: Mapping[str, Any]) -> Generator[None]:
    with _measured(f"{name}.duration", labels), span("operation", name, labels):
        yield


@contextmanager
def _call(name: str, labels: Mapping[str, Any]) -> Generator[None]:
    told = {"service": name, **labels}
    token = _service.set(name)
    try:
        with _measured("service.duration", told), span("service", name, told):
            yield
    except BaseException as error:
        _mark(error, name)
        raise
    finally:
        _service.reset(token)


@guarded(otherwise=None)
def _mark(error: BaseException, name: str) -> None:
    """The innermost service is whose fault it is."""
    if not hasattr(error, MARK):
        setattr(error, MARK, name)


@contextmanager
def _measured(name: str, labels: Mapping[str, Any]) -> Generator[None]:
    begun = time.perf_counter()
    outcome = "error"
    try:
        yield
        outcome = "ok"
    finally:
        took = (time.perf_counter() - begun) * 1000
        metrics.distribution(name, took, unit="millisecond", **{**labels, "outcome": outcome})
