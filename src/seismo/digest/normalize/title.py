"""What people see of an event in a list, and the tags by which they find it."""

from collections.abc import Iterator

from msgspec.structs import replace

from seismo.digest.normalize.remarks import ELLIPSIS
from seismo.model.event import Databag, Event, ExceptionValue, Frame, Json, Stacktrace

MAX_TITLE_LINE = 256
MAX_TYPE = 128
MAX_VALUE = 1024
MAX_CULPRIT = 200
UNLABELED = "<unlabeled event>"
UNKNOWN = "<unknown>"
FEEDBACK = "User Feedback"
MAX_TAG = 200

_JAVASCRIPT = frozenset({"javascript", "node"})
_NATIVE = frozenset({"cocoa", "objc", "swift", "native", "c"})

_DESCRIBED = ("browser", "os", "client_os", "runtime")
"""Contexts that become two tags: name and version, and the name alone."""
_PLAIN = (
    ("device", "device", "model"),
    ("device.family", "device", "family"),
    ("replayId", "replay", "replay_id"),
    ("trace", "trace", "trace_id"),
    ("trace.span", "trace", "span_id"),
)
"""Tag, context and attribute."""


def titled(event: Event, main_exception_id: int | None, given: str | None = None) -> Event:
    """The event with title, culprit, location and metadata (protocol.md section 7.11).

    Reads the event only, so it can run last: after scrubbing, and once frames are marked as in-app.
    `main_exception_id` names the exception of a group that stands for the whole; None is the last.
    `given` is the title that a rule of the project gives, and wins.
    """
    said = _said_title(event)
    if said is not None:
        culprit = _cut(event.transaction or "", MAX_CULPRIT)
        return replace(event, title=said, culprit=culprit, metadata={"title": said})
    main = main_exception(event, main_exception_id)
    frame = _crash_frame(_stacktraces(event, main))
    if main is None:
        title = _message_line(event) or UNLABELED
        metadata: Databag = {"title": title}
    else:
        title, metadata = _error_title(event, main, frame)
    if given:
        title = _cut(given, MAX_TITLE_LINE)
        metadata = {**metadata, "title": title}
    location = frame.filename or frame.abs_path if frame and main else None
    return replace(
        event,
        title=title,
        culprit=_cut(_culprit(event, main, frame), MAX_CULPRIT),
        location=location,
        metadata=metadata,
    )


def _said_title(event: Event) -> str | None:
    """The title of what is no error: a transaction's name, the message of a feedback."""
    if event.type == "transaction":
        return event.transaction or UNLABELED
    if event.type == "feedback":
        message = event.contexts.get("feedback", {}).get("message")
        line = _first_line(message if isinstance(message, str) else None)
        return f"{FEEDBACK}: {line}" if line else FEEDBACK
    return None


def main_exception(event: Event, main_exception_id: int | None) -> ExceptionValue | None:
    """The exception that stands for the event: the one of this id in its group, else the last."""
    if event.exception is None:
        return None
    values = event.exception.values
    if main_exception_id is not None:
        for value in values:
            if value.mechanism and value.mechanism.exception_id == main_exception_id:
                return value
    return values[-1] if values else None


def _stacktraces(event: Event, main: ExceptionValue | None) -> Iterator[Stacktrace]:
    """Those that may tell where the event happened, the best first."""
    if main and main.stacktrace:
        yield main.stacktrace
    for value in reversed(event.exception.values if event.exception else []):
        if value.stacktrace:
            yield value.stacktrace
    if event.stacktrace:
        yield event.stacktrace


def _crash_frame(stacktraces: Iterator[Stacktrace]) -> Frame | None:
    """The last in-app frame that says where it is, else the last frame that does."""
    for stacktrace in stacktraces:
        last = None
        for frame in reversed(stacktrace.frames):
            if not (frame.function or frame.module or frame.filename):
                continue
            if frame.in_app:
                return frame
            last = last or frame
        if last:
            return last
    return None


def _error_title(event: Event, main: ExceptionValue, frame: Frame | None) -> tuple[str, Databag]:
    synthetic = bool(main.mechanism and main.mechanism.synthetic)
    shown_type = None if synthetic else main.type
    metadata = {
        "type": _cut(shown_type, MAX_TYPE) if shown_type else None,
        "value": _cut(main.value, MAX_VALUE) if main.value else None,
        "filename": _cut(frame.filename, MAX_VALUE) if frame and frame.filename else None,
        "function": _cut(frame.function, MAX_VALUE) if frame and frame.function else None,
        "in_app_frame_mix": _frame_mix(main.stacktrace),
    }
    known: Databag = {key: value for key, value in metadata.items() if value is not None}
    message = _message_line(event)
    if synthetic and not main.type and message:
        # A captureMessage of today's JavaScript SDKs: its stack trace is only where it was called.
        return message, {**known, "title": message}
    return _plain_title(main, shown_type, synthetic, frame), known


def _plain_title(
    main: ExceptionValue, shown_type: str | None, synthetic: bool, frame: Frame | None
) -> str:
    line = _first_line(main.value)
    if shown_type:
        name = _cut(shown_type, MAX_TYPE)
        return f"{name}: {line}" if line else name
    if line and not synthetic:
        return line
    return (frame.function if frame else None) or UNKNOWN


def _frame_mix(stacktrace: Stacktrace | None) -> str | None:
    if stacktrace is None:
        return None
    kinds = {bool(frame.in_app) for frame in stacktrace.frames}
    if len(kinds) == 2:
        return "mixed"
    return "in-app-only" if True in kinds else "system-only"


def _culprit(event: Event, main: ExceptionValue | None, frame: Frame | None) -> str:
    if event.transaction:
        return event.transaction
    if main and main.mechanism and main.mechanism.synthetic:
        return ""
    if frame:
        return _frame_culprit(frame, frame.platform or event.platform)
    return (event.request.url or "") if event.request else ""


def _frame_culprit(frame: Frame, platform: str) -> str:
    if platform in _NATIVE:
        return frame.function or ""
    place = frame.module or frame.filename
    if not place:
        return ""
    if platform in _JAVASCRIPT:
        return f"{frame.function or '?'}({place})"
    return f"{place} in {frame.function or '?'}"


def _message_line(event: Event) -> str:
    entry = event.logentry
    return _first_line(entry.formatted or entry.message) if entry else ""


def _first_line(text: str | None) -> str:
    lines = (text or "").strip().splitlines()
    return _cut(lines[0].rstrip(), MAX_TITLE_LINE) if lines else ""


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - len(ELLIPSIS)] + ELLIPSIS


def search_tags(event: Event) -> dict[str, str]:
    """Tag names to values of one line.

    Attributes of the event stand above its tags of the same name, its tags above what contexts
    imply.
    """
    own = {key: value for key, value in event.tags if key and value}
    found = {
        **_of_contexts(event.contexts),
        **_of_interfaces(event),
        **own,
        **_of_attributes(event),
    }
    tags: dict[str, str] = {}
    for key, value in found.items():
        if line := _line(value):
            tags[key] = line
    return tags


def _of_attributes(event: Event) -> dict[str, Json]:
    attributes = {
        "environment": event.environment,
        "release": event.release,
        "dist": event.dist,
        "level": event.level,
        "logger": event.logger,
        "server_name": event.server_name,
        "transaction": event.transaction,
        "user": event.user.tag if event.user else None,
    }
    return {key: value for key, value in attributes.items() if value}


def _of_interfaces(event: Event) -> dict[str, Json]:
    tags: dict[str, Json] = {"url": event.request.url if event.request else None}
    mechanisms = [
        value.mechanism
        for value in (event.exception.values if event.exception else ())
        if value.mechanism
    ]
    if mechanisms:
        tags["mechanism"] = mechanisms[-1].type
    handled = [mechanism.handled for mechanism in mechanisms if mechanism.handled is not None]
    if handled:
        tags["handled"] = "yes" if all(handled) else "no"
    return tags


def _of_contexts(contexts: dict[str, Databag]) -> dict[str, Json]:
    tags: dict[str, Json] = {}
    for name in _DESCRIBED:
        context = contexts.get(name, {})
        if label := _line(context.get("name")):
            tags[name] = f"{label} {_line(context.get('version'))}".strip()
            tags[f"{name}.name"] = label
    for tag, name, attribute in _PLAIN:
        tags[tag] = contexts.get(name, {}).get(attribute)
    return tags


def _line(value: Json) -> str:
    """The first line of a text, cut to the length of a tag; empty for anything else."""
    if not isinstance(value, str):
        return ""
    if value.isprintable():  # so it is one line
        return _cut(value.strip(), MAX_TAG)
    lines = value.strip().splitlines()
    if not lines:
        return ""
    return _cut(lines[0].strip(), MAX_TAG)
