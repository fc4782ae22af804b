"""Patterns that people write: `*` stands for any text, `?` for one character."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import re2

Matches: TypeAlias = Callable[[str], bool]

_WILDCARDS = {"*": ".*", "?": "."}
_OPTIONS = re2.Options()
_OPTIONS.case_sensitive = False
_OPTIONS.dot_nl = True
_OPTIONS.never_capture = True
_OPTIONS.log_errors = False


def any_glob(patterns: Sequence[str]) -> Matches:
    """Whether one of the patterns matches a whole text, without regard to case."""
    whole = "|".join(map(_regex, patterns))
    search = re2.compile(rf"\A(?:{whole})\z", _OPTIONS).search
    return lambda text: search(text) is not None


def any_part(expressions: Sequence[str]) -> Matches:
    """Whether one of the regular expressions matches a part of a text, without regard to case."""
    search = re2.compile("|".join(expressions), _OPTIONS).search
    return lambda text: search(text) is not None


def _regex(pattern: str) -> str:
    return "".join(_WILDCARDS.get(sign) or re2.escape(sign) for sign in pattern)
