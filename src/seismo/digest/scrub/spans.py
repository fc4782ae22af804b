"""A stretch of a text that is secret, the rule that says so, and what is left of the text."""

from typing import NamedTuple

FILTERED = "[Filtered]"


class Span(NamedTuple):
    start: int
    end: int
    rule: str


class Remark(NamedTuple):
    """What was done to a value, as `_meta` notes it (semantics.md section 3.4)."""

    rule: str
    type: str
    """`s` substituted, `x` removed."""
    start: int | None = None
    end: int | None = None


class Cleaned(NamedTuple):
    text: str
    remarks: tuple[Remark, ...]
    """Their places are those in the new text."""


def _united(spans: list[Span]) -> list[Span]:
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
    pieces: list[str] = []
    remarks: list[Remark] = []
    read = written = 0
    for start, end, rule in _united(spans):
        pieces += (text[read:start], FILTERED)
        begin = written + start - read
        written, read = begin + len(FILTERED), end
        remarks.append(Remark(rule, "s", begin, written))
    pieces.append(text[read:])
    return Cleaned("".join(pieces), tuple(remarks))
