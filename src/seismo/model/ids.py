"""Identifiers, one type each."""

import re
from typing import NewType

ProjectId = NewType("ProjectId", int)
NO_PROJECT = ProjectId(0)
"""What came in for a project that nobody knows."""
ProjectKeyId = NewType("ProjectKeyId", int)
IssueId = NewType("IssueId", int)
EventId = NewType("EventId", str)
"""32 lower-case hexadecimal digits, no dashes."""
GroupingHash = NewType("GroupingHash", str)
"""32 lower-case hexadecimal digits (an MD5)."""

_HEX_32 = re.compile(r"[0-9a-f]{32}")
_HEX_16 = re.compile(r"[0-9a-f]{16}")


def hash_key(hash_: str) -> int:
    """A grouping hash as a number that tells it apart for any practical purpose: its first 60 bits."""
    return int(hash_[:15], 16)


def parse_event_id(text: object) -> EventId | None:
    """The event id written as 32 hex digits or as a hyphenated UUID; None for anything else."""
    if not isinstance(text, str):
        return None
    plain = text.strip().replace("-", "").lower()
    return EventId(plain) if _HEX_32.fullmatch(plain) else None


def parse_trace_id(text: object) -> str | None:
    """32 lower-case hexadecimal digits, not all zero; None for anything else."""
    trace_id = parse_event_id(text)
    return trace_id if trace_id and trace_id.strip("0") else None


def parse_span_id(text: object) -> str | None:
    """16 lower-case hexadecimal digits, not all zero; None for anything else."""
    if not isinstance(text, str):
        return None
    plain = text.lower()
    return plain if _HEX_16.fullmatch(plain) and plain.strip("0") else None
