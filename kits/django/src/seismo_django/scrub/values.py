"""Where a value in a text begins and ends: quoted, bracketed or bare, escaped or not. All linear."""

import re

_OPENING = re.compile(r"(?:[bBrRuUfF]{1,2}(?=\\*[\"']))?(\\*+)([\"'])")
_ENCODED_QUOTE = re.compile(r"%2[27]|&quot;|&#39;|&#x27;")
_BRACKET = re.compile(r"[\[\](){}\"']")
_BARE = re.compile(r"(?:[^\s&;,\"'<>\\`]|,(?!\s|$|[\w.\-]{1,64}[=:]))++")
_CLOSERS = {"[": "]", "{": "}", "(": ")"}


def _slashes_before(text: str, at: int, start: int) -> int:
    first = at
    while first > start and text[first - 1] == "\\":
        first -= 1
    return at - first


def end_of_quoted(text: str, start: int, slashes: int, quote: str) -> int:
    """The index of the closing quote, with as many backslashes before it as the opening one had.

    A text that was cut has no closing quote: then its end.
    """
    at = text.find(quote, start)
    while at >= 0:
        run = _slashes_before(text, at, start)
        # Backslashes that belong to the text come in groups that double with each level.
        if run <= slashes or (run - slashes) % (2 * slashes + 2) == 0:
            return at - min(run, slashes)
        at = text.find(quote, at + 1)
    return len(text)


def quoted_span(text: str, start: int) -> tuple[int, int] | None:
    """The inside of the quoted text that begins at `start`, if one does."""
    opening = _OPENING.match(text, start)
    if opening is not None:
        slashes, quote = len(opening[1]), opening[2]
        inside = opening.end()
        if slashes == 0 and text.startswith(quote * 2, inside):
            close = text.find(quote * 3, inside + 2)
            return inside + 2, close if close >= 0 else len(text)
        return inside, end_of_quoted(text, inside, slashes, quote)
    encoded = _ENCODED_QUOTE.match(text, start)
    if encoded is None:
        return None
    close = text.find(encoded[0], encoded.end())
    return encoded.end(), close if close >= 0 else len(text)


def bracketed_span(text: str, start: int) -> tuple[int, int] | None:
    """The list, object or group that begins at `start`, brackets included, if one does."""
    if text[start : start + 1] not in _CLOSERS:
        return None
    depth, at = 0, start
    while (found := _BRACKET.search(text, at)) is not None:
        mark, at = found[0], found.end()
        if mark in "\"'":
            slashes = _slashes_before(text, found.start(), start)
            at = end_of_quoted(text, at, slashes, mark) + slashes + 1
        else:
            depth += 1 if mark in _CLOSERS else -1
            if depth == 0:
                return start, at
    return start, len(text)


def bare_span(text: str, start: int) -> tuple[int, int] | None:
    """A word without quotes, up to a space or what separates it from the next one."""
    found = _BARE.match(text, start)
    if found is None:
        return None
    end = found.end() - _surplus_at_end(found[0])
    return (start, end) if end > start else None


def _surplus_at_end(word: str) -> int:
    """How many characters at the end belong to the sentence or the call around the word."""
    surplus = {
        closer: word.count(closer) - word.count(opener) for opener, closer in _CLOSERS.items()
    }
    length = len(word)
    while length and (word[length - 1] in ".:," or surplus.get(word[length - 1], 0) > 0):
        length -= 1
        if word[length] in surplus:
            surplus[word[length]] -= 1
    return len(word) - length
