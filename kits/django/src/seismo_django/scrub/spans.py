"""A stretch of a text that is secret, the rule that says so, and what is left of the text."""

from typing import NamedTuple

FILTERED = "[Filtered]"


class Span(NamedTuple):
    start: int
    end: int
    rule: str


class Remark(NamedTuple):
    """What was done to a value, as `_meta` of an event notes it."""

    rule: str
    type: str
    """`s` substituted, `x` removed."""
    start: int
    end: int


class Cleaned(NamedTuple):
    text: str
    remarks: tuple[Remark, ...]
    """Their places are those in the new text."""


def united(spans: list[Span]) -> list[Span]:
    """In order, and those that overlap as one, by the rule of the first."""
    united: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        last = united[-1] if united else None
        if last is not None and span.start < last.end:
            united[-1] = last._replace(end=max(last.end, span.end))
        else:
            united.append(span)
    return united


def filtered(text: str, spans: list[Span]) -> Cleaned:
    """Each span becomes `[Filtered]`."""
    pieces: list[str] = []
    remarks: list[Remark] = []
    read = written = 0
    for span in united(spans):
        pieces += (text[read : span.start], FILTERED)
        begin = written + span.start - read
        written, read = begin + len(FILTERED), span.end
        remarks.append(Remark(span.rule, "s", begin, written))
    pieces.append(text[read:])
    return Cleaned("".join(pieces), tuple(remarks))
