"""Transactions of work that no request started: the SDK's own, in the words of the installed version."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any

from seismo_django import sdk
from seismo_django.guard import note_failure


@contextmanager
def transaction(op: str, name: str) -> Iterator[None]:
    """One transaction around a block. Without tracing, and when the SDK fails, only the block."""
    with ExitStack() as stack:
        try:
            if sdk.is_active():
                stack.enter_context(_started(op, name))
        except Exception:
            note_failure("tracing")
        yield


def _started(op: str, name: str) -> AbstractContextManager[Any]:
    if is_streaming():
        from sentry_sdk.traces import start_span

        return start_span(name=name, attributes={"sentry.op": op}, parent_span=None)
    import sentry_sdk

    return sentry_sdk.start_transaction(op=op, name=name, source="task")


def is_streaming() -> bool:
    """Whether spans are sent one by one: always in sentry-sdk 3, on request in late 2."""
    import sentry_sdk

    options = sentry_sdk.get_client().options
    return sdk.always_streams() or options.get("trace_lifecycle") == "stream"
