"""Secrets that are told in a sentence, `login with password ... failed`, and those of a log's template."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from seismo_django.scrub.assignments import is_inert, secret_placeholders
from seismo_django.scrub.names import Kind
from seismo_django.scrub.patterns import looks_random
from seismo_django.scrub.spans import FILTERED, Span

RULE = "@password:filter"
LONGEST_TEMPLATE = 8192

_PLACEHOLDER = r"(?:%[#0\- +]{0,5}[0-9]{0,4}(?:\.[0-9]{1,4})?[sdrifxga]|\{[0-9]{0,3}(?:![rsa])?\})"
_ANY_PLACEHOLDER = re.compile(_PLACEHOLDER)
_TOLD_LATER = re.compile(
    r"(?<![\w.\-])(?P<name>\w[\w.\-]{0,79}+)[ \t]{1,4}(?:(?:is|was)[ \t]{1,4})?"
    r"[\"'\[(<]{0,2}(?P<told>" + _PLACEHOLDER + ")"
)
_TOLD = re.compile(
    r"(?i)(?<![\w.\-])(?:passwords?|passwd|passphrase|passcode|pwd|tokens?|secrets?|api[ _\-]?keys?|otp)"
    r"[ \t]{1,3}(?:(?:is|was)[ \t]{1,3})?(?P<value>[^\s\"'<>,;(){}\[\]]{6,200})"
)
SPEAKS = ("pass", "pwd", "token", "secret", "otp", "api key", "apikey", "api_key", "api-key")
"""A text without any of these, in small letters, tells nothing of that kind."""


def told_spans(text: str) -> Iterator[Span]:
    """What follows the name of a secret without any sign between, when it looks like no word."""
    for found in _TOLD.finditer(text):
        value = found["value"].rstrip(".:!?")
        if looks_random(value) and value.lower() != value.upper() and not is_inert(value):
            yield Span(found.start("value"), found.start("value") + len(value), RULE)


@lru_cache(maxsize=1024)
def secret_arguments(template: str, kind_of: Callable[[str], Kind]) -> frozenset[int]:
    """The positions of a log message's arguments that are secret: of `%s: password=%s` the second."""
    template = template[:LONGEST_TEMPLATE]
    found = set(secret_placeholders(template, kind_of))
    starts = [match.start() for match in _ANY_PLACEHOLDER.finditer(template)]
    for match in _TOLD_LATER.finditer(template):
        if kind_of(match["name"]) >= Kind.TEXT and match.start("told") in starts:
            found.add(starts.index(match.start("told")))
    return frozenset(found)


def hide_arguments(
    crumb: dict[str, Any], hint: dict[str, Any], kind_of: Callable[[str], Kind]
) -> None:
    """In the breadcrumb of a log line, while it is known how the line was made."""
    record = hint.get("log_record")
    template, arguments = getattr(record, "msg", None), getattr(record, "args", None)
    if not isinstance(template, str) or not isinstance(arguments, tuple):
        return
    for index in secret_arguments(template, kind_of):
        told = str(arguments[index]) if index < len(arguments) else ""
        if told and isinstance(crumb.get("message"), str):
            crumb["message"] = crumb["message"].replace(told, FILTERED)
