"""A frame of a stack: variables, and lines of source in which only keys are looked for."""

import re
from typing import Any

from seismo_django.scrub.patterns import FINDERS, ends_private_key, opens_private_key
from seismo_django.scrub.recent import Recent
from seismo_django.scrub.spans import filtered
from seismo_django.scrub.texts import LiteralScrubber
from seismo_django.scrub.walk import Changed, Walker, listed, named, noted, removed

_LINES = ("pre_context", "context_line", "post_context")
_HINT = re.compile(
    r"[A-Z]{3}A[A-Z2-7]{16}|gh[pousr]_|github_pat|gl[a-z]{2,5}-|xox|xapp-|[rs]k_|whsec|AIza|ya29|GOCSPX"
    r"|sk-|SG\.|npm_|pypi-|hf_|do[opr]_v1|shp|sntry|hv[sbr]\.|dapi|lin_api|ntn_|gsk_|r8_|NRAK|PMAK|dp\.pt"
    r"|sq0|key-|SK[a-f0-9]{8}|:AA|AGE-|hooks\.|/webhooks/|PRIVATE KEY"
)
_KEY_RULE = "@pemkey:filter"
_innocent: Recent[tuple[Any, Any, Any]] = Recent(4096)
"""File, line and its text of sources that were looked through: a program does not change while it runs."""


def frame(walker: Walker, value: Any) -> Changed | None:
    if not isinstance(value, dict):
        return walker.value(value)
    variables = value.get("vars")
    changes = _source(walker, value)
    if variables:
        changes["vars"] = walker.value(variables)
    return named(value, changes)


def _source(walker: Walker, frame: dict[str, Any]) -> dict[str, Changed | None]:
    place = (frame.get("abs_path"), frame.get("lineno"), frame.get("context_line"))
    if place in _innocent:
        return {}
    text = "\n".join(line for name in _LINES for line in _as_list(frame.get(name)))
    if _HINT.search(text) or any(literal in text for literal in walker.rules.literals):
        return _cleaned(frame, LiteralScrubber(walker.rules.literals))
    _innocent.add(place)
    return {}


def _as_list(lines: Any) -> list[str]:
    found = lines if isinstance(lines, list) else [lines]
    return [line for line in found if isinstance(line, str)]


def _cleaned(frame: dict[str, Any], known: LiteralScrubber) -> dict[str, Changed | None]:
    """A private key that begins in one line goes on in those that follow."""
    changes: dict[str, Changed | None] = {}
    is_inside = False
    for name in _LINES:
        lines = frame.get(name)
        found: list[Changed | None] = []
        for line in _as_list(lines):
            found.append(removed(_KEY_RULE) if is_inside else _line(line, known))
            is_inside = opens_private_key(line) or (is_inside and not ends_private_key(line))
        changes[name] = listed(lines, found) if isinstance(lines, list) else next(iter(found), None)
    return changes


def _line(line: str, known: LiteralScrubber) -> Changed | None:
    spans = [span for kind in ("token", "pemkey") for span in FINDERS[kind](line)]
    spans += known.spans(line)
    return noted(filtered(line, spans), len(line)) if spans else None
