"""Globs of rules as regular expressions that take linear time for what people write.

`*` stands for any text, `?` for one character, `[a-z]` for one of these and `[!a-z]` for one of all
others. In a path `*` and `?` stay within a folder, `**` crosses folders, case does not matter and a
backslash is a slash.

What stands between the stars that cross everything is found one after the other, each as early as it
can be, and never looked for again: an earlier place leaves more room for the rest, so going back could
find nothing new.
"""

import re
from functools import lru_cache

MAX_TEXT = 4096
"""Characters of a text that are looked at: a name or a path has far fewer."""

_TOKEN = re.compile(r"\*+|\?|\[(!?)(\]?[^\]]*)\]|.", re.DOTALL)
_ANYTHING = ".*"
_NOT_A_SLASH = "[^/]"


@lru_cache(1024)
def name_pattern(glob: str) -> re.Pattern[str]:
    """For names and texts, where case matters and a star stands for anything."""
    return re.compile(_anchored(_translated(glob, _ANYTHING, ".")), re.DOTALL)


@lru_cache(1024)
def path_pattern(glob: str) -> re.Pattern[str]:
    """For a text that `path_spellings` gave."""
    normal = glob.lower().replace("\\", "/")
    return re.compile(_anchored(_translated(normal, f"{_NOT_A_SLASH}*", _NOT_A_SLASH)), re.DOTALL)


def path_spellings(path: str | None) -> tuple[str, ...]:
    """A path that does not start with a slash is also tried with one put before it."""
    if not path:
        return ()
    normal = path[:MAX_TEXT].lower().replace("\\", "/")
    return (normal,) if normal.startswith("/") else (normal, f"/{normal}")


def _translated(glob: str, star: str, one: str) -> list[str]:
    """Pieces of a fixed length and the stars between them, in turns: piece, star, piece, ..."""
    parts = [""]
    for token in _TOKEN.finditer(glob):
        text = token[0]
        if text[0] == "*":
            parts += (_ANYTHING if len(text) > 1 else star, "")
        elif text == "?":
            parts[-1] += one
        elif token[2]:
            parts[-1] += _class(token[2], negated=bool(token[1]))
        else:
            parts[-1] += re.escape(text)
    return parts


def _class(content: str, *, negated: bool) -> str:
    escaped = re.sub(r"[\\^\[\]&~|]", r"\\\g<0>", content)
    try:
        re.compile(f"[{escaped}]")
    except re.error:  # such as z-a
        escaped = re.escape(content)
    return f"[{'^' if negated else ''}{escaped}]"


def _anchored(parts: list[str]) -> str:
    """The last block must end where the text ends: it alone is tried at more than one place."""
    blocks: list[list[str]] = [[parts[0]]]
    for star, piece in zip(parts[1::2], parts[2::2], strict=True):
        if star == _ANYTHING:
            blocks.append([piece])
        else:
            blocks[-1] += (star, piece)
    first, *rest = blocks
    if not rest:
        return _ending(first)
    *middle, last = rest
    found = "".join(f"(?>{_ANYTHING}?{_starting(block)})" for block in middle)
    return f"{_starting(first)}{found}{_ANYTHING}{_ending(last)}"


def _starting(block: list[str]) -> str:
    first, *rest = block
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return first + "".join(f"(?>{star}?{piece})" for star, piece in pairs)


def _ending(block: list[str]) -> str:
    if len(block) == 1:
        return block[0]
    return _starting(block[:-2]) + block[-2] + block[-1]
