"""What was removed from an event and why, and what rules would remove before anybody saves them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec.structs import replace

from seismo.digest.scrub import scrub, scrub_document
from seismo.digest.scrub.advanced.places import is_reached, selector_at, value_at
from seismo.model.event import Databag, Event, Json
from seismo.model.ids import EventId
from seismo.model.project import Scrubbing
from seismo.ports.stores import Stores
from seismo.queries.events import load_event

MOST_REMOVALS = 200
MOST_PLACES = 250
MOST_FRAMES = 3
MOST_BREADCRUMBS = 5
LONGEST_LEFT = 200
LONGEST_RESULT = 200_000


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was done to a value."""

    rule: str
    """Such as `@email:mask`; see `Rule.id` in digest.scrub."""
    type: str
    """`s` substituted, `m` masked, `p` hashed, `x` removed."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A place where something was removed."""

    selector: str
    remarks: tuple[Remark, ...]
    left: str
    """What stands there now, cut to a line; empty for nothing."""

    @property
    def is_ours(self) -> bool:
        """Whether a rule of this server did it, not the SDK."""
        return any(remark.rule.startswith("@") for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class Place:
    selector: str
    example: str


@dataclass(frozen=True, slots=True)
class ScrubbingTrial:
    removals: list[Removal]
    result: str
    """What would be kept, as indented JSON or as the text that it was."""
    places: list[Place]
    """Where rules could look, with what stands there."""


def removals(item: Event | Databag, meta: Mapping[str, Any]) -> list[Removal]:
    """Where `_meta` says that a rule or the SDK removed something; what was only cut is left out."""
    found: list[Removal] = []
    for path, remarks in _remarks(meta, ()):
        if len(found) == MOST_REMOVALS:
            break
        found.append(Removal(selector_at(item, path), remarks, _line(value_at(item, path))))
    return found


def _remarks(
    node: Mapping[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[Remark, ...]]]:
    note = node.get("")
    listed = note.get("rem") if isinstance(note, Mapping) else None
    remarks = tuple(_read(listed)) if isinstance(listed, list) else ()
    if remarks:
        yield path, remarks
    for name, inner in node.items():
        if name and isinstance(inner, Mapping):
            yield from _remarks(inner, (*path, name))


def _read(listed: list[Any]) -> Iterator[Remark]:
    for remark in listed:
        if not isinstance(remark, list) or not remark or not isinstance(remark[0], str):
            continue
        if remark[0].startswith("@") or remark[0] == "!config":
            yield Remark(remark[0], str(remark[1]) if len(remark) > 1 else "s")


def _line(value: Json) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text if len(text) <= LONGEST_LEFT else text[: LONGEST_LEFT - 1] + "…"


def try_event(
    stores: Stores, project_ids: set[int], event_id: EventId, scrubbing: Scrubbing
) -> ScrubbingTrial | None:
    """What the rules would still remove from a stored event. None when there is no such event."""
    loaded = load_event(stores, project_ids, event_id)
    if loaded is None:
        return None
    event = replace(loaded.event, meta={})
    after = scrub(event, scrubbing)
    found = removals(after, after.meta)
    return ScrubbingTrial(found, _pretty(msgspec.to_builtins(after)), _places(event))


def try_text(text: str, scrubbing: Scrubbing) -> ScrubbingTrial:
    """What the rules would remove from a text, or from an event or any other object as JSON."""
    document = _object(text)
    if document is None:
        after = scrub_document({"message": text}, scrubbing)
        return ScrubbingTrial(removals(after, after.get("_meta", {})), after["message"] or "", [])
    document.pop("_meta", None)
    after = scrub_document(document, scrubbing)
    return ScrubbingTrial(
        removals(after, after.get("_meta", {})), _pretty(after), _places(document)
    )


def _object(text: str) -> Databag | None:
    try:
        decoded = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None
    return decoded if isinstance(decoded, dict) else None


def _pretty(value: Json) -> str:
    text = msgspec.json.format(msgspec.json.encode(value)).decode()
    return text if len(text) <= LONGEST_RESULT else text[:LONGEST_RESULT] + "\n…"


def _places(item: Event | Databag) -> list[Place]:
    """One of each selector, with the first value that it reaches."""
    examples: dict[str, str] = {}
    for path, value in _leaves(msgspec.to_builtins(item), ()):
        if len(examples) == MOST_PLACES:
            break
        if is_reached(item, path):
            examples.setdefault(selector_at(item, path), _line(value))
    return [Place(selector, example) for selector, example in sorted(examples.items())]


def _leaves(value: Json, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Json]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list | tuple):
        most = {"frames": MOST_FRAMES, "values": MOST_BREADCRUMBS}.get(path[-1] if path else "", 50)
        for index in range(max(len(value) - most, 0), len(value)):
            yield from _leaves(value[index], (*path, str(index)))
    elif value is not None and value != "":
        yield path, value
