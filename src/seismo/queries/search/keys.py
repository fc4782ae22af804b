"""The keys of the search language: what they mean, what can be compared with them, where the answer is."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum

from seismo.model.issue import Priority
from seismo.queries.search.syntax import And, Expression, Filter, Key, Not, Or, SearchError
from seismo.queries.search.values import (
    read_choice,
    read_flag,
    read_number,
    read_time,
    read_version,
)

SIMILAR = 0.88
SUGGESTIONS = 3


class Kind(Enum):
    """What a key's values are: their name, and an example of a right one."""

    TEXT = "text", "shop*"
    NUMBER = "a number", ">100"
    TIME = "a time", "-24h or >=2026-01-31"
    FLAG = "true or false", "true"
    VERSION = "a version", ">=1.2.0"
    STATE = "a state", "unresolved"
    PRIORITY = "a priority", "high"
    NAME = "the name of a key", "release"

    @property
    def label(self) -> str:
        return self.value[0]

    @property
    def example(self) -> str:
        return self.value[1]

    @property
    def is_ordered(self) -> bool:
        return self in {Kind.NUMBER, Kind.TIME, Kind.VERSION}


class Place(StrEnum):
    """Where a condition is decided."""

    ISSUE = "issue"
    EVENT = "event"
    FRAMES = "frames"
    """In the index of words, which knows the frames of each kind of event."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    name: str
    kind: Kind
    place: Place
    meaning: str
    column: str = ""
    """The column of the event store, when there is one; the other attributes are in a map."""


def _events(*rows: tuple[str, Kind, str, str]) -> Iterator[KnownKey]:
    for name, kind, column, meaning in rows:
        yield KnownKey(name, kind, Place.EVENT, meaning, column)


_ISSUE_KEYS = (
    KnownKey("is", Kind.STATE, Place.ISSUE, "The state of the issue: see below"),
    KnownKey("has", Kind.NAME, Place.EVENT, "The event has a value for this key"),
    KnownKey("issue", Kind.TEXT, Place.ISSUE, "The issue's short id"),
    KnownKey("project", Kind.TEXT, Place.ISSUE, "The slug of the project"),
    KnownKey(
        "age", Kind.TIME, Place.ISSUE, "When the issue was first seen; -24h is newer than a day"
    ),
    KnownKey("firstSeen", Kind.TIME, Place.ISSUE, "The same as age"),
    KnownKey("lastSeen", Kind.TIME, Place.ISSUE, "When the issue was last seen"),
    KnownKey("timesSeen", Kind.NUMBER, Place.ISSUE, "How many events the issue has had"),
    KnownKey("firstRelease", Kind.TEXT, Place.ISSUE, "The release of its first event, or latest"),
    KnownKey(
        "assigned", Kind.TEXT, Place.ISSUE, "Who has it: me, none, my_teams, a mail address, #team"
    ),
    KnownKey("bookmarks", Kind.TEXT, Place.ISSUE, "Who bookmarked it: me or a mail address"),
    KnownKey("subscribed", Kind.TEXT, Place.ISSUE, "Who hears of it: me or a mail address"),
    KnownKey("issue.priority", Kind.PRIORITY, Place.ISSUE, "high, medium or low"),
    KnownKey(
        "regressed_in_release",
        Kind.TEXT,
        Place.ISSUE,
        "The release in which it came back, or latest",
    ),
    KnownKey("issue.category", Kind.TEXT, Place.ISSUE, "The kind of issue: error"),
)
_FRAME_KEYS = tuple(
    KnownKey(f"stack.{name}", Kind.TEXT, Place.FRAMES, f"The {meaning} of a frame of the issue")
    for name, meaning in (
        ("function", "function"),
        ("module", "module"),
        ("filename", "file name"),
        ("abs_path", "full path"),
        ("package", "package or library"),
    )
)
_EVENT_KEYS = tuple(
    _events(
        ("id", Kind.TEXT, "event_id", "The event's id"),
        ("timestamp", Kind.TIME, "timestamp", "When the event happened"),
        ("title", Kind.TEXT, "title", "The event's title"),
        ("message", Kind.TEXT, "message", "The message, the title or the value of the exception"),
        ("culprit", Kind.TEXT, "culprit", "The place below the title"),
        ("location", Kind.TEXT, "", "The file of the frame that failed"),
        ("level", Kind.TEXT, "level", "fatal, error, warning, info or debug"),
        ("event.type", Kind.TEXT, "type", "error or default"),
        ("platform", Kind.TEXT, "platform", "The platform of the SDK"),
        ("logger", Kind.TEXT, "logger", "The logger that reported it"),
        ("transaction", Kind.TEXT, "transaction", "The name of the endpoint or the task"),
        ("environment", Kind.TEXT, "environment", "The environment"),
        ("release", Kind.TEXT, "release", "The release, or latest"),
        ("release.version", Kind.VERSION, "release", "The version in the release"),
        ("release.build", Kind.TEXT, "release", "What stands behind the + of the release"),
        ("release.package", Kind.TEXT, "release", "What stands before the @ of the release"),
        ("dist", Kind.TEXT, "dist", "The distribution"),
        ("server_name", Kind.TEXT, "server_name", "The host"),
        ("user", Kind.TEXT, "user", "The id, mail address, name or IP address, or id:42"),
        ("user.id", Kind.TEXT, "", "The user's id"),
        ("user.email", Kind.TEXT, "", "The user's mail address"),
        ("user.username", Kind.TEXT, "", "The user's name"),
        ("user.ip", Kind.TEXT, "", "The user's IP address"),
        ("url", Kind.TEXT, "url", "The address of the request"),
        ("http.method", Kind.TEXT, "http_method", "The method of the request"),
        ("http.referer", Kind.TEXT, "", "Where the request came from"),
        ("http.status_code", Kind.NUMBER, "", "The status of the answer"),
        ("error.type", Kind.TEXT, "error_type", "The type of the exception"),
        ("error.value", Kind.TEXT, "error_value", "The text of the exception"),
        ("error.mechanism", Kind.TEXT, "mechanism", "How the SDK caught it"),
        ("error.handled", Kind.FLAG, "handled", "Whether the application handled it"),
        ("error.unhandled", Kind.FLAG, "handled", "Whether the application did not handle it"),
        ("error.main_thread", Kind.FLAG, "", "Whether the main thread failed"),
        ("app.in_foreground", Kind.FLAG, "", "Whether the app was in the foreground"),
        ("trace", Kind.TEXT, "trace_id", "The id of the trace"),
        ("trace.span", Kind.TEXT, "span_id", "The id of the span"),
        ("sdk.name", Kind.TEXT, "sdk_name", "The SDK"),
        ("sdk.version", Kind.TEXT, "sdk_version", "The version of the SDK"),
    )
)
FAMILIES = {
    "os": "The operating system: os.name, os.version, os.build",
    "device": "The device: device.family, device.brand, device.model, device.arch",
    "browser": "The browser: browser.name, browser.version",
    "geo": "Where the user is: geo.country_code, geo.region, geo.city",
    "flags": 'A feature flag: flags["new-checkout"]:true',
}
"""Attributes of events whose names are not all known; everything else unknown is a tag."""
ALIASES = {
    "first_release": "firstRelease",
    "first_seen": "firstSeen",
    "last_seen": "lastSeen",
    "times_seen": "timesSeen",
    "date": "timestamp",
    "event.timestamp": "timestamp",
    "platform.name": "platform",
    "http.url": "url",
    "trace.id": "trace",
    "error.message": "error.value",
    "project.name": "project",
    "mechanism": "error.mechanism",
    "assigned_to": "assigned",
    "assigned_or_suggested": "assigned",
    "bookmarked_by": "bookmarks",
}
NOT_KEPT = {
    "issue.type": "all issues are errors; issue.category tells the kinds apart",
    "issue.seer_actionability": "it belongs to a hosted service",
    "release.stage": "it needs sessions, which are not counted yet",
}
"""Keys of Sentry that this version cannot answer, and why."""
STATES = (
    "unresolved",
    "resolved",
    "ignored",
    "archived",
    "for_review",
    "new",
    "ongoing",
    "regressed",
    "escalating",
    "archived_until_escalating",
    "archived_until_condition_met",
    "archived_forever",
    "assigned",
    "unassigned",
)
STATES_NOT_KEPT = {
    "linked": "issues cannot be linked to other trackers yet",
    "unlinked": "issues cannot be linked to other trackers yet",
}
KNOWN = {key.name: key for key in (*_ISSUE_KEYS, *_EVENT_KEYS, *_FRAME_KEYS)}


def known(key: Key) -> KnownKey | None:
    """None for a tag and for an attribute of one of the families."""
    return None if key.is_tag else KNOWN.get(ALIASES.get(key.name, key.name))


def kind_of(key: Key) -> Kind:
    found = known(key)
    if found is not None:
        return found.kind
    return Kind.NUMBER if key.is_number else Kind.TEXT


def check(filter_: Filter) -> None:
    """Raises SearchError when the key is not known, or its value is not of its kind."""
    key, kind = filter_.key, kind_of(filter_.key)
    if not key.is_tag:
        _check_name(key.name, filter_.position)
    if filter_.asks_for_missing and known_place(key) is Place.EVENT and kind is not Kind.NAME:
        return
    readers = {
        Kind.NUMBER: read_number,
        Kind.TIME: read_time,
        Kind.FLAG: read_flag,
        Kind.VERSION: read_version,
    }
    if kind in readers:
        readers[kind](filter_)
    elif kind is Kind.STATE:
        read_choice(filter_, STATES, STATES_NOT_KEPT)
    elif kind is Kind.PRIORITY:
        read_choice(filter_, tuple(Priority), {})
    elif kind is Kind.NAME:
        for value in filter_.values:
            _check_has(value.text, filter_.value_position)


def _check_has(name: str, position: int) -> None:
    if name.startswith("tags["):
        return
    _check_name(name, position)
    if known_place(Key(name)) is not Place.EVENT or name == "has":
        raise SearchError(
            f"has: takes no {name}", position, "It asks for a key of events, such as has:release."
        )


def known_place(key: Key) -> Place:
    found = known(key)
    return found.place if found else Place.EVENT


def _check_name(name: str, position: int) -> None:
    if name in NOT_KEPT:
        raise SearchError(f"{name} cannot be searched for: {NOT_KEPT[name]}", position)
    if name in KNOWN or name in ALIASES:
        return
    if not name or name.isspace():
        raise SearchError(
            "This key has no name", position, "Keys are such as release or tags[plan]."
        )
    similar = similar_keys(name)
    if similar:
        raise SearchError(
            f"There is no key {name}",
            position,
            f"For a tag of this name write tags[{name}].",
            wrong=name,
            meant=similar,
        )


def similar_keys(name: str) -> list[str]:
    """Known keys for which this is most likely a slip; none for a plausible name of a tag."""
    if any(_letters(name) == _letters(each) and name.islower() for each in KNOWN):
        return []
    folded = {each.lower(): each for each in (*KNOWN, *ALIASES)}
    if name.lower() in folded:
        return [folded[name.lower()]]
    found = difflib.get_close_matches(name.lower(), folded, SUGGESTIONS, SIMILAR)
    return [folded[each] for each in found]


def mistaken(expression: Expression | None) -> SearchError | None:
    """The first key that was looked for as a tag, where it is the end of what a known key is called. No
    search fails by it: there may be such a tag."""
    match expression:
        case And(parts) | Or(parts):
            return next(filter(None, map(mistaken, parts)), None)
        case Not(part):
            return mistaken(part)
        case Filter(key=Key(name, is_tag=False) as key, position=position) if known(key) is None:
            meant = [each for each in KNOWN if each.endswith(f".{name}")][:SUGGESTIONS]
            problem = f"{name} is no key of ours, so it was looked for as a tag"
            return SearchError(problem, position, wrong=name, meant=meant) if meant else None
        case _:
            return None


def _letters(name: str) -> str:
    return re.sub(r"[._-]", "", name)
