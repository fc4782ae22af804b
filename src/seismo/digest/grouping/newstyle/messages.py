"""Texts: what stays of a message when the parts that vary from event to event are taken out."""

from collections.abc import Callable
from typing import TypeAlias

from seismo.digest.grouping.components import Component, branch, leaf
from seismo.model.event import Event

MESSAGE_LINES = 2

Normal: TypeAlias = Callable[[str], str]
"""What a version makes of a text before it is hashed."""


def shortened(message: str) -> str:
    """The first lines that are not blank; dots tell that something was left out."""
    lines: list[str] = []
    for line in message.splitlines():
        if line.strip():
            lines.append(line)
        if len(lines) == MESSAGE_LINES:
            break
    short = "\n".join(lines).strip()
    return short if short == message else f"{short}..."


def message_component(part: str, message: str, normal: Normal) -> Component | None:
    """None for a message of nothing but blanks."""
    if not message.strip():
        return None
    hashed = normal(shortened(message))
    hint = None if hashed == message else "shortened to what stays the same from event to event"
    return leaf(part, "message", hashed, hint)


def logged_message(event: Event, normal: Normal) -> Component | None:
    """The template of the log call when the SDK sent it, else the message as it was logged."""
    if event.logentry is None:
        return None
    message = event.logentry.message or event.logentry.formatted or ""
    return message_component("message", message, normal)


def template_component(event: Event) -> Component | None:
    """The place in a template that could not be rendered."""
    details = event.template or {}
    named = (("filename", "file name"), ("context_line", "source line"))
    parts = [leaf(name, label, str(details[name])) for name, label in named if details.get(name)]
    return branch("template", "template", parts) if parts else None
