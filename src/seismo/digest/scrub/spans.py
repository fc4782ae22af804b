"""A stretch of a text that is secret, the rule that says so, and what is left of the text."""

from collections.abc import Callable
from typing import NamedTuple

FILTERED = "[Filtered]"
PLACEHOLDERS = {
    "@email": "[email]",
    "@creditcard": "[creditcard]",
    "@iban": "[iban]",
    "@usssn": "[us-ssn]",
    "@bearer": "[token]",
    "@token": "[token]",
    "@pemkey": "[pemkey]",
    "@urlauth": "[auth]",
    "@ip": "[ip]",
    "@imei": "[imei]",
    "@mac": "[mac]",
    "@uuid": "[uuid]",
    "@userpath": "[user]",
    "@password": "[password]",
}
"""What stands for a secret of a type where it is replaced instead of filtered (semantics.md 3.2)."""


_NAMED = frozenset(("@email", "@creditcard", "@iban", "@usssn", "@bearer", "@token"))


class Span(NamedTuple):
    start: int
    end: int
    rule: str


class Remark(NamedTuple):
    """What was done to a value, as `_meta` notes it (semantics.md section 3.4)."""

    rule: str
    type: str
    """`s` substituted, `m` masked, `p` hashed, `x` removed."""
    start: int | None = None
    end: int | None = None


class Cleaned(NamedTuple):
    text: str
    remarks: tuple[Remark, ...]
    """Their places are those in the new text."""


def united(spans: list[Span]) -> list[Span]:
    united: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        last = united[-1] if united else None
        if last is not None and span.start < last.end:
            united[-1] = last._replace(end=max(last.end, span.end))
        else:
            united.append(span)
    return united


def filtered(text: str, spans: list[Span]) -> Cleaned:
    """Each span becomes `[Filtered]`; spans that overlap become one, by the rule of the first.

    Of two with the same start the first in the list is the first.
    """
    return rewritten(text, united(spans), lambda span: (FILTERED, "s"))


def rewritten(text: str, spans: list[Span], new: Callable[[Span], tuple[str, str]]) -> Cleaned:
    """Each span becomes a new text, with a remark of that type. The spans are in order and apart."""
    pieces: list[str] = []
    remarks: list[Remark] = []
    read = written = 0
    for span in spans:
        piece, kind = new(span)
        pieces += (text[read : span.start], piece)
        begin = written + span.start - read
        written, read = begin + len(piece), span.end
        remarks.append(Remark(span.rule, kind, begin, written))
    pieces.append(text[read:])
    return Cleaned("".join(pieces), tuple(remarks))


def replaced(text: str, spans: list[Span]) -> Cleaned:
    """Like `filtered`, but a secret that is known by its shape leaves its type: `[email]`."""

    def new(span: Span) -> tuple[str, str]:
        return (PLACEHOLDERS[_type(span)] if span.rule.endswith(":replace") else FILTERED), "s"

    named = [
        span._replace(rule=f"{_type(span)}:replace") if _type(span) in _NAMED else span
        for span in spans
    ]
    return rewritten(text, united(named), new)


def _type(span: Span) -> str:
    return span.rule.partition(":")[0]
