"""Name and version of a system or runtime out of one line of text, which is all that some SDKs know."""

import re

from seismo.model.event import Databag

MAX_LENGTH = 300

_VERSION = r"(?P<version>\d{1,9}(?:\.\d{1,9}){0,3})"
_KERNEL = r"(?P<kernel_version>\d{1,9}(?:\.\d{1,9}){1,3})"
_RUNTIMES = (
    re.compile(rf"(?P<name>\.NET(?: Core| Framework| Native)?|Mono) {_VERSION}\b.*", re.DOTALL),
)
_SYSTEMS = (
    re.compile(
        r"(?:Microsoft )?(?P<name>Windows) (?P<version>\d+\.\d+\.(?P<build>\d+))\b.*", re.DOTALL
    ),
    re.compile(rf"(?:Microsoft )?(?P<name>Windows) {_VERSION}\b.*", re.DOTALL),
    re.compile(rf"(?P<name>Linux|Darwin) {_KERNEL}\b.*", re.DOTALL),
    re.compile(rf"(?P<name>Android)(?: OS)? {_VERSION}\b.*", re.DOTALL),
    re.compile(rf"(?P<name>iOS|iPadOS|tvOS|macOS|Mac OS X) {_VERSION}\b.*", re.DOTALL),
)
_PATTERNS = {"runtime": _RUNTIMES, "os": _SYSTEMS, "client_os": _SYSTEMS}


def described(context: Databag) -> Databag:
    """A typed context with what its `raw_description` says, when it has no name of its own."""
    text = context.get("raw_description")
    if context.get("name") or not isinstance(text, str):
        return context
    for pattern in _PATTERNS.get(context["type"], ()):
        if found := pattern.fullmatch(text[:MAX_LENGTH]):
            known = {name: value for name, value in found.groupdict().items() if value}
            return {**known, **{key: value for key, value in context.items() if value is not None}}
    return context
