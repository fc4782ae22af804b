"""Is a name the name of a secret? Decided by whole words, so that `author` is no `auth`."""

import re
from enum import IntEnum
from functools import lru_cache

from seismo_django.scrub.vocabulary import (
    INNOCENT_AFTER,
    INNOCENT_BEFORE,
    SECRET_AFTER,
    SECRET_ENDINGS,
    SECRET_PAIRS,
    SECRET_WORDS,
    SESSION_COOKIES,
    TEXT_WORDS,
)


class Kind(IntEnum):
    """What the name of a value says about the value."""

    INNOCENT = 0
    SAFE = 1
    """The project declared it safe: nothing under this name is touched."""
    TEXT = 2
    """Texts under it are secret; numbers stay, and objects and lists are searched name by name."""
    SECRET = 3
    """Whatever stands under it is secret."""


LONGEST_NAME = 80
"""A longer name is judged by its end."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-zß-ÿ]+|[0-9]+")

_PLURALS = {"keys": "key", "codes": "code", "numbers": "number", "cards": "card"}
_SECRET_ENDINGS = tuple(SECRET_ENDINGS)


def _words(name: str) -> list[str]:
    joined = name.replace("OAuth", "Oauth").replace("oAuth", "oauth")
    words = [word.lower() for word in _WORD.findall(joined)]
    return [_PLURALS.get(word, word) for word in words]


def _secret_at(words: list[str], index: int) -> tuple[Kind, int]:
    """What the words from `index` on name, and the index after them."""
    word = words[index]
    if index + 1 < len(words) and f"{word}_{words[index + 1]}" in SECRET_PAIRS:
        return Kind.SECRET, index + 2
    if word in TEXT_WORDS:
        return Kind.TEXT, index + 1
    if word in SECRET_WORDS or word.endswith(_SECRET_ENDINGS):
        return Kind.SECRET, index + 1
    return Kind.INNOCENT, index + 1


def _is_auth(name: str, words: list[str]) -> bool:
    """`basic_auth`, `X-Auth-User` and `_auth_user_hash`, but not the package `django.contrib.auth`."""
    if words[-1] == "auth":
        return not name.lower().endswith(".auth")
    return words[:2] == ["x", "auth"] or ("auth" in words and words[-1] == "hash")


def _kind_of_words(words: list[str]) -> Kind:
    found, after, start = Kind.INNOCENT, 0, 0
    index = 0
    while index < len(words):
        kind, following = _secret_at(words, index)
        if kind is not Kind.INNOCENT:
            found, after, start = kind, following, index
        index = following
    if found is Kind.INNOCENT or not INNOCENT_BEFORE.isdisjoint(words[:start]):
        return Kind.INNOCENT
    rest = [word for word in words[after:] if not word.isdigit()]
    if SECRET_AFTER.issuperset(rest):
        return found
    if not INNOCENT_AFTER.isdisjoint(rest):
        return Kind.INNOCENT
    return Kind.TEXT


@lru_cache(maxsize=8192)
def kind_of(name: str) -> Kind:
    """By the default rules. The case, the style (snake, camel, kebab, dots) and digits do not matter."""
    name = name[-LONGEST_NAME:]
    words = _words(name)
    if not words:
        return Kind.INNOCENT
    if words == ["pin"] or _is_auth(name, words):
        return Kind.SECRET
    return _kind_of_words(words)


def is_session_cookie(name: str) -> bool:
    """Also by names that only mean something among cookies, such as `su` (semantics.md 3.2)."""
    return name.lower() in SESSION_COOKIES or kind_of(name) >= Kind.TEXT
