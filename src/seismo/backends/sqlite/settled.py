"""Who said a word in a week that is over: one small value for each word, in place of FTS5's lists.

FTS5 takes what comes at once and spreads it over many places of the file. Where nobody read it lately, one
word of a month cost hundreds of reads, and each document of its list as much time as ten bytes of a value.
Here a word is one row, and who said it the bits of a number, or, for the many words that few said, a list.
"""

import re
import sqlite3
import struct
from collections.abc import Collection, Iterable

SCHEMA = """
CREATE TABLE IF NOT EXISTS settled (
    word TEXT PRIMARY KEY, has_bits INTEGER NOT NULL, sayers BLOB NOT NULL
) WITHOUT ROWID;
"""
TOKENIZER = "unicode61 remove_diacritics 0 tokenchars '_:+'"
WORDS_AT_ONCE = 1_000
"""Written in one transaction; the threads of the pages wait no longer than for so many."""

_PLAIN = re.compile(r"[a-z0-9_:+]+")
_SAID = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.said USING fts5vocab(main, words, instance)"
_TERMS = "SELECT term FROM vocabulary WHERE term > ? ORDER BY term LIMIT ?"
_BETWEEN = "FROM temp.said WHERE term >= ? AND term <= ? GROUP BY term"
_KNOWN = "SELECT word, has_bits, sayers FROM settled WHERE word >= ? AND word <= ?"
_WRITTEN = "SELECT documents FROM written"


def bits_of(ids: Collection[int]) -> int:
    """The number that has a bit at the place of each id."""
    marked = bytearray(max(ids, default=0) // 8 + 1)
    for each in ids:
        marked[each >> 3] |= 1 << (each & 7)
    return int.from_bytes(marked, "little")


def ids_of(bits: int) -> list[int]:
    """In ascending order."""
    return [place for place, bit in enumerate(f"{bits:b}"[::-1]) if bit == "1"]


def sayers_of(rows: Iterable[tuple[int, bytes]]) -> int:
    """The bits of all that some rows of `settled` name."""
    bits = 0
    ids: set[int] = set()
    for has_bits, sayers in rows:
        if has_bits:
            bits |= int.from_bytes(sayers, "little")
        else:
            ids.update(struct.unpack(f"<{len(sayers) // 4}I", sayers))
    return bits | bits_of(ids) if ids else bits


def settle(connection: sqlite3.Connection, shift: int) -> None:
    """Put all words of FTS5 where they are settled. Changes no answer, whenever it ends.

    A document's id, shifted, is who said it. Words that come meanwhile stay, and so do then all others, until
    the next time.
    """
    (before,) = connection.execute(_WRITTEN).fetchone()
    connection.execute(_SAID)
    last = ""
    while terms := connection.execute(_TERMS, (last, WORDS_AT_ONCE)).fetchall():
        (first,), (last,) = terms[0], terms[-1]
        _settle_between(connection, (first, last), shift)
    connection.execute("DROP TABLE temp.said")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if connection.execute(_WRITTEN).fetchone() == (before,):
            connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _settle_between(connection: sqlite3.Connection, ends: tuple[str, str], shift: int) -> None:
    said = connection.execute(f"SELECT term, group_concat(doc >> {shift}) {_BETWEEN}", ends)
    known = {word: row for word, *row in connection.execute(_KNOWN, ends)}
    rows = []
    for word, sayers in said:
        ids = {*map(int, sayers.split(","))}
        if word in known:
            ids.update(ids_of(sayers_of([known[word]])))
        rows.append((word, *_packed(ids)))
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT OR REPLACE INTO settled VALUES (?, ?, ?)", rows)


def _packed(ids: Collection[int]) -> tuple[bool, bytes]:
    """The smaller one of the bits and a list."""
    size = max(ids) // 8 + 1
    if 4 * len(ids) >= size:
        return True, bits_of(ids).to_bytes(size, "little")
    return False, struct.pack(f"<{len(ids)}I", *sorted(ids))


def as_written(word: str) -> str | None:
    """The word as FTS5 wrote it; None for what it would not take for one word."""
    if _PLAIN.fullmatch(word):
        return word
    with sqlite3.connect(":memory:") as scratch:
        scratch.executescript(
            f'CREATE VIRTUAL TABLE words USING fts5 (text, tokenize="{TOKENIZER}");'
            "CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, 'row');"
        )
        scratch.execute("INSERT INTO words VALUES (?)", (word,))
        terms = [term for (term,) in scratch.execute("SELECT term FROM vocabulary")]
    scratch.close()
    return terms[0] if len(terms) == 1 else None
