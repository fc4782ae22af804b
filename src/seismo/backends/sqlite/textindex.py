"""Words in one SQLite file per week of receipt, named by its Monday: `words/2026-11-16.sqlite`.

FTS5 searches them. The events of an issue say the same over and over, so a document is what a grouping hash
said for the first time in a week. The texts of lately are remembered as fingerprints, in a table of fixed
size: one that was pushed out costs words that are written twice, and changes no answer. The words of a new
text are not compared with what is known: that would cost more than to write them.

When a week is over, its words are settled: see `seismo.backends.sqlite.settled`.

The file is built again from the payloads when it is lost, so a commit does not wait for the disk.
"""

import re
import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from seismo.backends.sqlite.day_files import DayFiles
from seismo.backends.sqlite.settled import (
    SCHEMA,
    TOKENIZER,
    as_written,
    bits_of,
    ids_of,
    sayers_of,
    settle,
)
from seismo.model.clock import from_unix
from seismo.model.ids import ProjectId, hash_key
from seismo.model.words import Text, words_of
from seismo.ports.textindex import IndexedText

SEEN_TEXTS = 1 << 18
"""Fingerprints of 8 bytes."""
MAX_VALUES = 5_000
"""Texts of JSON that one grouping hash may add in a week: a flood of events that differ only in their values
must not cost as much as that many different events."""
CACHE = 512
"""KiB of a connection: a search opens as many as there are weeks."""
MAX_ALTERNATIVES = 400
"""Words that a pattern with a star at its beginning may stand for, the alphabetically first ones."""

_SPELLED_OUT = re.compile(r"(?!0)[a-z0-9_:]{2,}")
MAX_SPELLED_OUT = 40
"""Words with the same beginning; more of them are found faster by the beginning."""

_Key: TypeAlias = tuple[str, ProjectId, str]
"""Week, project and grouping hash."""
_SCHEMA = f"""{SCHEMA}
CREATE TABLE IF NOT EXISTS written (documents INTEGER NOT NULL);
INSERT INTO written SELECT 0 WHERE NOT EXISTS (SELECT * FROM written);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (
    text, content='', detail='none', columnsize=0,
    tokenize="{TOKENIZER}"
);
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab (words, 'row');
"""  # noqa: S608 - constants
_HASHES = """
CREATE TABLE IF NOT EXISTS hashes (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, hash TEXT NOT NULL,
    UNIQUE (project_id, hash)
);
"""
_HASH_FILE = "hashes"
FORGOTTEN = "-"
"""With it begins what stands in the place of a hash that was forgotten."""
NOBODY = -1
"""In place of its number."""
_SHIFT = 24
"""A document's id is the id of its hash, shifted, and a number of its own: who said a word can be read from
the list of those who said it."""
_FIND = f"SELECT group_concat(rowid >> {_SHIFT}) FROM words WHERE words MATCH ?"  # noqa: S608
"""One text: many rows of one number each take several times as long to fetch as to find."""
_ANY_WORD = "SELECT term FROM vocabulary LIMIT 1"
_SAYERS = "SELECT has_bits, sayers FROM settled WHERE "
_NEW_HASHES = "SELECT id, project_id, hash FROM hashes WHERE id > ? ORDER BY id"


class _Seen:
    """What was said lately. Forgets by writing over, and may forget anything at any time."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._fingerprints = array("q", bytes(8 * size))

    def notes(self, thing: tuple[object, ...]) -> bool:
        """Whether this was not here, so that it is from now on."""
        fingerprint = hash(thing)
        first, second = fingerprint % self._size, (fingerprint >> 24) % self._size
        if fingerprint in (self._fingerprints[first], self._fingerprints[second]):
            return False
        self._fingerprints[second if self._fingerprints[first] else first] = fingerprint
        return True


class _Hashes:
    """The numbers of all grouping hashes, and their projects, by id."""

    def __init__(self) -> None:
        self.turn = Lock()
        self._keys = array("q", [0])
        self._projects = array("q", [0])

    @property
    def largest(self) -> int:
        return len(self._keys) - 1

    def add(self, rows: Iterable[tuple[int, int, str]]) -> None:
        """Of the next ids, in their order."""
        for id_, project_id, hash_ in rows:
            gap = [0] * (id_ - len(self._keys))
            self._keys.extend([*gap, NOBODY if hash_.startswith(FORGOTTEN) else hash_key(hash_)])
            self._projects.extend([*gap, project_id])

    def named(
        self, ids: Iterable[int], project_ids: Collection[ProjectId]
    ) -> dict[ProjectId, list[int]]:
        found: dict[int, list[int]] = {project_id: [] for project_id in project_ids}
        keys, projects, largest = self._keys, self._projects, self.largest
        for id_ in ids:
            # After a power failure, a word may be there and who said it not.
            of_project = found.get(projects[id_]) if id_ <= largest else None
            if of_project is not None and keys[id_] != NOBODY:
                of_project.append(keys[id_])
        return {
            ProjectId(project_id): of_project
            for project_id, of_project in found.items()
            if of_project
        }


class SqliteTextIndex:
    """See `seismo.ports.textindex.TextIndex`."""

    def __init__(self, folder: Path) -> None:
        self._files = DayFiles(folder, _prepare)
        self._hashes = DayFiles(folder, _prepare_hashes)
        self._forget()

    def _forget(self) -> None:
        self._known = _Hashes()
        self._texts = _Seen(SEEN_TEXTS)
        self._values: Counter[_Key] = Counter()

    def add(self, texts: Sequence[IndexedText]) -> None:
        said: dict[_Key, set[str]] = defaultdict(set)
        for each in texts:
            key = (_week_of(each.received), each.project_id, each.hash)
            for text in each.texts:
                if self._is_indexed(key, text):
                    said[key] |= words_of(text)
        try:
            ids = self._ids({(project_id, hash_) for _, project_id, hash_ in said}) if said else {}
            by_week: dict[str, list[tuple[int, str]]] = defaultdict(list)
            for (week, project_id, hash_), words in said.items():
                by_week[week].append((ids[project_id, hash_], " ".join(words)))
            for week, documents in by_week.items():
                # FTS5 writes a segment whenever ids do not ascend.
                self._write(week, sorted(documents))
        except BaseException:
            self._forget()  # what was noted is not written
            raise

    def _ids(self, owners: set[tuple[ProjectId, str]]) -> dict[tuple[ProjectId, str], int]:
        connection = self._hashes.connection(_HASH_FILE)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT OR IGNORE INTO hashes (project_id, hash) VALUES (?, ?)", owners
            )
        return {owner: self._id(connection, owner) for owner in owners}

    def _id(self, connection: sqlite3.Connection, owner: tuple[ProjectId, str]) -> int:
        (found,) = connection.execute(
            "SELECT id FROM hashes WHERE project_id = ? AND hash = ?", owner
        ).fetchone()
        return int(found)

    def _is_indexed(self, key: _Key, text: Text) -> bool:
        """Whether the text is new; of the values of variables, only so many in a week."""
        if not self._texts.notes((key, text)):
            return False
        if isinstance(text, bytes):
            self._values[key] += 1
            return self._values[key] <= MAX_VALUES
        return True

    def _write(self, week: str, documents: list[tuple[int, str]]) -> None:
        connection = self._files.connection(week)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            (written,) = connection.execute("SELECT documents FROM written").fetchone()
            connection.execute("UPDATE written SET documents = ?", (written + len(documents),))
            connection.executemany(
                "INSERT INTO words (rowid, text) VALUES (?, ?)",
                (
                    (id_ << _SHIFT | number % (1 << _SHIFT), words)
                    for number, (id_, words) in enumerate(documents, written)
                ),
            )

    def find(
        self, words: Sequence[str], project_ids: Collection[ProjectId]
    ) -> dict[ProjectId, list[int]]:
        found: int | None = None
        for word in words:
            said = self._who_said(word)
            found = said if found is None else found & said
            if not found:
                return {}
        return self._known_hashes().named(ids_of(found or 0), project_ids)

    def _known_hashes(self) -> "_Hashes":
        known = self._known
        with known.turn:
            known.add(self._hashes.scan(_HASH_FILE, _NEW_HASHES, (known.largest,)))
        return known

    def _who_said(self, word: str) -> int:
        """The ids of hashes, as bits."""
        found = 0
        settled = _among_settled(word)
        for week in self._files.days():
            if settled is not None:
                condition, values = settled
                found |= sayers_of(self._files.scan(week, _SAYERS + condition, values))
            for wanted in self._wanted(week, word):
                for (ids,) in self._files.scan(week, _FIND, (wanted,)):
                    found |= bits_of({*map(int, ids.split(","))}) if ids else 0
        return found

    def _wanted(self, week: str, word: str) -> list[str]:
        """What FTS5 is asked; nothing when no word is like this pattern."""
        beginning, star, rest = word.partition("*")
        if not star:
            return [_quoted(word)]
        if not rest and beginning:
            return self._beginning(week, beginning)
        terms = self._files.scan(
            week,
            "SELECT term FROM vocabulary WHERE term >= ? AND term < ? AND term GLOB ? LIMIT ?",
            (beginning, f"{beginning}\U0010ffff", _glob(word), MAX_ALTERNATIVES),
        )
        return _any_of(terms)

    def _beginning(self, week: str, beginning: str) -> list[str]:
        """The words that begin so, spelled out while they are few.

        FTS5 puts the documents of all words with a beginning together before it answers, which takes ten
        times as long. Most of these words are pairs, and who said a pair said its first word; but for
        single letters and addresses, which are words in pairs only.
        """
        if _SPELLED_OUT.fullmatch(beginning):
            terms = self._files.scan(
                week,
                "SELECT term FROM vocabulary WHERE term >= ? AND term < ? AND instr(term, '+') = 0"
                " LIMIT ?",
                (beginning, f"{beginning}\U0010ffff", MAX_SPELLED_OUT + 1),
            )
            if len(terms) <= MAX_SPELLED_OUT:
                return _any_of(terms)
        return [f"{_quoted(beginning)}*"]

    def settle(self, today: date) -> None:
        for week in self._files.days():
            if week < _monday(today) and self._files.scan(week, _ANY_WORD, ()):
                settle(self._files.connection(week), _SHIFT)

    def keep_only(self, days: Collection[date]) -> None:
        weeks = {_monday(day) for day in days}
        for week in self._files.days():
            if week not in weeks:
                self._files.unlink(week)
        self._forget()

    def forget(self, project_id: ProjectId, hashes: Collection[str]) -> None:
        connection = self._hashes.connection(_HASH_FILE)
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            # The row keeps its id, so that no other hash is given the words of this one.
            connection.executemany(
                "UPDATE hashes SET hash = ? || id WHERE project_id = ? AND hash = ?",
                [(FORGOTTEN, project_id, hash_) for hash_ in hashes],
            )
        self._forget()

    def together(self, day: date) -> list[date]:
        monday = date.fromisoformat(_monday(day))
        return [monday + timedelta(days=n) for n in range(7)]

    def close(self) -> None:
        self._files.close()
        self._hashes.close()


def _prepare(connection: sqlite3.Connection) -> None:
    _make_cheap(connection)
    connection.executescript(_SCHEMA)


def _prepare_hashes(connection: sqlite3.Connection) -> None:
    _make_cheap(connection)
    connection.execute(_HASHES)


def _make_cheap(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute(f"PRAGMA cache_size=-{CACHE}")


def _week_of(received: float) -> str:
    return _monday(from_unix(received).date())


def _monday(day: date) -> str:
    """Of the day's week."""
    return (day - timedelta(days=day.weekday())).isoformat()


def _among_settled(word: str) -> tuple[str, tuple[str | int, ...]] | None:
    """The condition on a settled word, and its values; as `SqliteTextIndex._wanted` asks FTS5."""
    beginning, star, rest = word.partition("*")
    if star and (rest or not beginning):
        values = (beginning, f"{beginning}\U0010ffff", _glob(word), MAX_ALTERNATIVES)
        return "word >= ? AND word < ? AND word GLOB ? ORDER BY word LIMIT ?", values
    written = as_written(beginning)
    if written is None:
        return None
    if not star:
        return "word = ?", (written,)
    within = "word >= ? AND word < ?"
    if _SPELLED_OUT.fullmatch(written):
        within += " AND instr(word, '+') = 0"
    return within, (written, f"{written}\U0010ffff")


def _glob(word: str) -> str:
    """Punctuation means something to GLOB, and no word has any but these."""
    return re.sub(r"[^\w*:+]", "?", word)


def _any_of(terms: Sequence[tuple[str]]) -> list[str]:
    alternatives = " OR ".join(_quoted(term) for (term,) in terms)
    return [alternatives] if alternatives else []


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
