"""An event as text to paste elsewhere: a raw traceback, and Markdown for a ticket."""

import re
from collections.abc import Iterator

from seismo.model.clock import from_unix
from seismo.model.event import Event, ExceptionValue, Frame, Stacktrace

PYTHON_LINKS = {
    "__cause__": "The above exception was the direct cause of the following exception:",
    "__context__": "During handling of the above exception, another exception occurred:",
}
CRUMBS = 15
_BACKTICKS = re.compile(r"`+")


def traceback(event: Event) -> str:
    """As the language itself prints it; empty without a stack trace."""
    lines = _python(event) if event.platform == "python" else _others(event)
    return "\n".join(lines)


def _python(event: Event) -> Iterator[str]:
    """Oldest cause first, most recent call last."""
    values = event.exception.values if event.exception else []
    for index, value in enumerate(values):
        if index:
            yield ""
            yield _python_link(values[index - 1])
            yield ""
        if value.stacktrace:
            yield "Traceback (most recent call last):"
            yield from _python_frames(value.stacktrace)
        yield _title_of(value)
    if not values and event.stacktrace:
        yield "Stack (most recent call last):"
        yield from _python_frames(event.stacktrace)


def _python_link(value: ExceptionValue) -> str:
    """How the exception that follows came from this one, which says through which attribute."""
    source = (value.mechanism.source or "") if value.mechanism else ""
    return PYTHON_LINKS.get(source, PYTHON_LINKS["__context__"])


def _python_frames(stacktrace: Stacktrace) -> Iterator[str]:
    for frame in stacktrace.frames:
        path = frame.abs_path or frame.filename or frame.module or "<unknown>"
        yield f'  File "{path}", line {frame.lineno or "?"}, in {frame.function or "<unknown>"}'
        if frame.context_line is not None:
            yield f"    {frame.context_line.strip()}"


def _others(event: Event) -> Iterator[str]:
    """The raised exception first, most recent call first."""
    values = event.exception.values if event.exception else []
    for index, value in enumerate(reversed(values)):
        yield f"Caused by: {_title_of(value)}" if index else _title_of(value)
        if value.stacktrace:
            yield from _at_lines(value.stacktrace)
    if not values and event.stacktrace:
        yield from _at_lines(event.stacktrace)


def _at_lines(stacktrace: Stacktrace) -> Iterator[str]:
    for frame in reversed(stacktrace.frames):
        yield f"    at {frame.function or '<unknown>'} ({_place(frame)})"


def _place(frame: Frame) -> str:
    path = frame.filename or frame.abs_path or frame.module or frame.package or "unknown"
    return ":".join(str(part) for part in (path, frame.lineno, frame.colno) if part is not None)


def _title_of(value: ExceptionValue) -> str:
    name = f"{value.module}.{value.type}" if value.module and value.type else value.type or ""
    return ": ".join(part for part in (name, value.value) if part)


def markdown(event: Event, name: str, url: str) -> str:
    """A short report. Everything that the application sent stands inside fences."""
    return "\n\n".join(part for part in _parts(event, name, url) if part) + "\n"


def _parts(event: Event, name: str, url: str) -> Iterator[str]:
    yield f"## {name}: {_inline(event.title)}"
    yield "\n".join(f"- {label}: {_inline(value)}" for label, value in _facts(event) if value)
    yield f"<{url}>"
    if text := traceback(event):
        yield _fenced(text)
    elif event.logentry and event.logentry.formatted:
        yield _fenced(event.logentry.formatted)
    if crumbs := _crumbs(event):
        yield "Breadcrumbs, the last ones:"
        yield _fenced(crumbs)


def _facts(event: Event) -> Iterator[tuple[str, str | None]]:
    yield "When", f"{from_unix(event.timestamp):%Y-%m-%d %H:%M:%S} UTC"
    yield "Level", event.level
    yield "Where", event.culprit
    yield "Release", event.release
    yield "Environment", event.environment
    if event.request and event.request.url:
        yield "Request", f"{event.request.method or ''} {event.request.url}".strip()
    yield "Event", event.event_id


def _crumbs(event: Event) -> str:
    values = event.breadcrumbs.values[-CRUMBS:] if event.breadcrumbs else []
    return "\n".join(
        " ".join(
            part
            for part in (
                f"{from_unix(crumb.timestamp):%H:%M:%S}" if crumb.timestamp else "",
                crumb.category or crumb.type,
                crumb.message,
            )
            if part
        )
        for crumb in values
    )


def _inline(text: str) -> str:
    fence = _fence(text, 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def _fenced(text: str) -> str:
    fence = _fence(text, 3)
    return f"{fence}\n{text}\n{fence}"


def _fence(text: str, least: int) -> str:
    """Longer than any run of backticks inside, so that the text cannot end it."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    return "`" * max(least, longest + 1)
