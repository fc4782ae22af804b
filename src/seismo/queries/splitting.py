"""Fingerprint rules that take one issue apart, written for one of its events."""

from dataclasses import dataclass

from seismo.model.event import Event, Frame

SPLIT_TAGS = 6


@dataclass(frozen=True, slots=True)
class Split:
    """A rule that parts the events of an issue by one thing more."""

    label: str
    rule: str


def splits_of(event: Event) -> list[Split]:
    """By what the events of this one's issue could be parted: message, transaction, its own tags."""
    matchers = _matchers(event)
    if not matchers:
        return []
    by = [("message", "message")] if event.exception is not None else []
    if event.transaction:
        by.append(("transaction", "transaction"))
    plain = [name for name, value in event.tags if name and value and _is_plain(name)]
    by += [(name, f"tags.{name}") for name in plain[:SPLIT_TAGS]]
    return [
        Split(label, f"{matchers} -> {{{{ default }}}}, {{{{ {variable} }}}}")
        for label, variable in by
    ]


def _matchers(event: Event) -> str:
    """What all events of an issue have in common: the type, and where it happened."""
    if event.exception is not None and event.exception.values:
        raised = event.exception.values[-1]
        frames = raised.stacktrace.frames if raised.stacktrace is not None else []
        crash = next((frame for frame in reversed(frames) if frame.in_app), None)
        parts = [_matcher("error.type", raised.type), *_of_frame(crash)]
        return " ".join(part for part in parts if part)
    return _matcher("logger", event.logger) or "message:*"


def _of_frame(frame: Frame | None) -> list[str]:
    if frame is None:
        return []
    return [_matcher("stack.module", frame.module), _matcher("stack.function", frame.function)]


def _matcher(name: str, value: str | None) -> str:
    return f"{name}:{_quoted(value)}" if value else ""


def _quoted(value: str) -> str:
    """The value as a pattern that means nothing but itself, on one line."""
    literal = "".join(f"[{character}]" if character in "*?[" else character for character in value)
    literal = "".join("?" if character < " " else character for character in literal)
    escaped = literal.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_plain(name: str) -> bool:
    return not any(character.isspace() or character in '":{}' for character in name)
