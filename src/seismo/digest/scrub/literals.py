"""Secrets that are known by value once a name gave them away: where else in the event do they stand?"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter
from urllib.parse import quote

import msgspec

from seismo.digest.recent import Recent
from seismo.digest.scrub.names import Kind
from seismo.digest.scrub.vocabulary import COMMON_VALUES
from seismo.model.event import Json

SHORTEST = 6
SHORTEST_WORD = 10
LONGEST = 1000
MOST = 64
"""More literals than this in one event are no longer looked for elsewhere: each costs a search."""

_WORD = re.compile(r"[A-Za-z]+")
_PLAIN = re.compile(r"[A-Za-z0-9_.\-~]*")
"""The same in a URL and in JSON."""
_NAME_OR_PATH = re.compile(
    r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+|[A-Za-z]+(?:[_\-][A-Za-z]+)*"
    r"|(?:https?:/)?/[\w./:~\-]*|\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?"
    r"|\d{4}-\d\d-\d\d(?:[T ][\d:.+Z\-]+)?"
)

_encode = msgspec.json.Encoder().encode
_absent = Recent(2048)
"""Texts, and a secret that is in none of them."""


def plain(value: str) -> str:
    """Without the quotes and prefix that `repr` puts around a text."""
    value = value.strip()
    if value[:1] in "bBrRuU" and value[1:2] in ("'", '"'):
        value = value[1:]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return value


def is_telling(value: str) -> bool:
    """Unlikely to stand somewhere for another reason than being that secret."""
    if not SHORTEST <= len(value) <= LONGEST or value.lower() in COMMON_VALUES:
        return False
    if _WORD.fullmatch(value):
        return len(value) >= SHORTEST_WORD
    if _NAME_OR_PATH.fullmatch(value):
        return len(value) >= SHORTEST_WORD and not ("." in value or "/" in value or ":" in value)
    return True


def _forms(value: str) -> Iterator[str]:
    yield value
    if _PLAIN.fullmatch(value):
        return
    quoted = quote(value, safe="")
    if quoted != value:
        yield quoted
    escaped = _encode(value)[1:-1].decode()
    if escaped != value:
        yield escaped


def counted(seen: Iterable[str]) -> dict[str, int]:
    """The telling ones of the secrets that were seen, and in how many places each was."""
    known: dict[str, int] = {}
    for value in map(plain, seen):
        known[value] = known.get(value, 0) + 1
    telling = {value: times for value, times in known.items() if is_telling(value)}
    if len(telling) <= MOST:
        return telling
    return dict(sorted(telling.items(), key=itemgetter(1), reverse=True)[:MOST])


def found_elsewhere(
    known: dict[str, int], data: bytes, before: Sequence[tuple[bytes, ...]]
) -> dict[str, bytes]:
    """Those forms that stand in the JSON more often than they were seen, as JSON writes them.

    `before`: the rest of the JSON, which came with earlier events.
    """
    elsewhere: dict[str, bytes] = {}
    for value, times in known.items():
        for form in _forms(value):
            written = _encode(form)[1:-1]
            found = data.count(written) + sum(_times_in(texts, written) for texts in before)
            if found > (times if form == value else 0):
                elsewhere[form] = written
    return elsewhere


def _times_in(texts: tuple[bytes, ...], written: bytes) -> int:
    """The same passwords of settings and the same cookies come with the same texts again and again."""
    key = hash((texts, written))
    if key in _absent:
        return 0
    times = b"\n".join(texts).count(written)
    if not times:
        _absent.add(key)
    return times


def texts_in(value: Json, kind_of: Callable[[str], Kind]) -> Iterable[str]:
    """The secrets in an object that is removed whole: those of its texts that have a secret name."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item, kind_of)
    elif isinstance(value, dict):
        for name, item in value.items():
            if kind_of(name) >= Kind.TEXT:
                yield from texts_in(item, kind_of)
