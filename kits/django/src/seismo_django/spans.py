"""Spans of what runs now, in the words of the installed SDK."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from seismo_django import sdk
from seismo_django.guard import guarded, note_failure
from seismo_django.tracing import is_streaming, transaction


@contextmanager
def span(op: str, name: str, attributes: Mapping[str, Any]) -> Iterator[None]:
    """A span inside what is traced now; where nothing is, a transaction of its own.

    Without tracing, and when the SDK fails, only the block.
    """
    with ExitStack() as stack:
        if current() is None:
            stack.enter_context(transaction(op, name))
        else:
            _enter(stack, op, name)
        annotate(attributes)
        yield


def _enter(stack: ExitStack, op: str, name: str) -> None:
    try:
        if is_streaming():
            from sentry_sdk.traces import start_span

            stack.enter_context(start_span(name=name, attributes={"sentry.op": op}))
        else:
            import sentry_sdk

            stack.enter_context(sentry_sdk.start_span(op=op, name=name))
    except Exception:
        note_failure("spans")


def current() -> Any:
    """The span that is open now, None when nothing is traced."""
    if not sdk.is_active():
        return None
    if is_streaming():
        from sentry_sdk.traces import get_current_span

        return get_current_span()
    import sentry_sdk

    return sentry_sdk.get_current_span()


@guarded(otherwise=None)
def annotate(attributes: Mapping[str, Any]) -> None:
    """Put these onto the span that is open now."""
    told = current()
    if told is None:
        return
    put = told.set_attribute if is_streaming() else told.set_data
    for name, value in attributes.items():
        put(name, value)


@guarded(otherwise=None)
def set_status(status: str) -> None:
    """Say how the open span ends: `ok`, or a word of the SDK's for what went wrong."""
    told = current()
    if told is None:
        return
    if is_streaming():
        told.status = "ok" if status == "ok" else "error"
    else:
        told.set_status(status)
