"""An event as text to paste elsewhere: a raw traceback, and Markdown for a ticket."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seismo.model.clock import from_unix
from seismo.model.event import Databag, Event, ExceptionValue, Frame, Stacktrace
from seismo.web.breadcrumbs import request_line
from seismo.web.databag import one_line

PYTHON_LINKS = {
    "__cause__": "The above exception was the direct cause of the following exception:",
    "__context__": "During handling of the above exception, another exception occurred:",
}
CRUMBS = 15
LINES_BEFORE, LINES_AFTER = 3, 2
VARIABLES, VARIABLE_LENGTH = 12, 120
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


@dataclass(frozen=True, slots=True)
class Cited:
    """What a report says of the issue."""

    name: str
    """Its short id."""
    url: str
    """Of the event's page."""
    seen: str = ""
    """How often and since when, in words."""
    first_release: str = ""


def markdown(event: Event, issue: Cited) -> str:
    """A short report, for a ticket or a language model.

    Everything that the application sent stands inside fences.
    """
    return "\n\n".join(part for part in _parts(event, issue) if part) + "\n"


def _parts(event: Event, issue: Cited) -> Iterator[str]:
    yield f"## {issue.name}: {_inline(event.title)}"
    facts = [(label, _inline(value)) for label, value in _facts(event) if value]
    first = [("First seen in", _inline(issue.first_release))] if issue.first_release else []
    seen = [("Seen", issue.seen)] if issue.seen else []
    yield "\n".join(f"- {label}: {text}" for label, text in [*seen, *first, *facts])
    yield f"<{issue.url}>"
    if (frame := _crash(event)) is not None and frame.context_line is not None:
        yield f"Where it was raised, {_inline(f'{_place(frame)} in {frame.function}')}:"
        yield _fenced("\n".join(_source(frame)))
        if frame.vars:
            yield "Variables there:"
            yield _fenced("\n".join(_variables(frame.vars)))
    if text := traceback(event):
        yield _fenced(text)
    elif event.logentry and event.logentry.formatted:
        yield _fenced(event.logentry.formatted)
    if crumbs := _crumbs(event):
        yield "Breadcrumbs, the last ones:"
        yield _fenced(crumbs)


def _crash(event: Event) -> Frame | None:
    """The frame to look at first: the newest of the application's own, else the newest."""
    raised = event.exception.values[-1].stacktrace if event.exception else None
    stacktrace = raised or event.stacktrace
    frames = stacktrace.frames if stacktrace else []
    own = [frame for frame in frames if frame.in_app]
    return next(reversed(own or frames), None)


def _source(frame: Frame) -> Iterator[str]:
    """The lines around the place, which has a mark."""
    before = (frame.pre_context or [])[-LINES_BEFORE:]
    first = (frame.lineno or 0) - len(before)
    for number, line in enumerate(before, first):
        yield f"  {number} {line or ''}"
    yield f"> {frame.lineno} {frame.context_line}"
    for number, line in enumerate(
        (frame.post_context or [])[:LINES_AFTER], first + len(before) + 1
    ):
        yield f"  {number} {line or ''}"


def _variables(values: Databag) -> Iterator[str]:
    for name, value in list(values.items())[:VARIABLES]:
        text = one_line(value, quotes=False)
        yield f"{name} = {text if len(text) <= VARIABLE_LENGTH else text[:VARIABLE_LENGTH] + '…'}"
    if len(values) > VARIABLES:
        yield f"and {len(values) - VARIABLES} more"


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
                crumb.message or request_line(dict(crumb.data or {})),
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
