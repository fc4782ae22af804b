"""What a row of an issue's history says beyond its kind. Pure."""

from typing import Any

import msgspec

from seismo.model.issue import ChangeKind, Priority
from seismo.model.terms import Archive, Resolution, Terms


class Assignee(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person or a team, by the name it had then."""

    name: str
    user_id: int | None = None
    team_id: int | None = None


class ChangeDetail(msgspec.Struct, frozen=True, omit_defaults=True):
    sentence: str = ""
    """Why, where an event or the clock did it."""
    terms: Terms | None = None
    """Under which a person resolved or archived it."""
    assignee: Assignee | None = None
    priority: Priority | None = None
    undone: str = ""
    """The kind of the change that was taken back."""


NOTHING = ChangeDetail()


def detail_of(stored: dict[str, Any]) -> ChangeDetail:
    return msgspec.convert(stored, ChangeDetail)


_PREDICATES = {
    ChangeKind.NEW: "First seen",
    ChangeKind.REGRESSED: "Came back",
    ChangeKind.ESCALATED: "Escalated",
    ChangeKind.ONGOING: "Ongoing for a week",
    ChangeKind.RESOLVED: "resolved it",
    ChangeKind.REOPENED: "reopened it",
    ChangeKind.ARCHIVED: "archived it",
    ChangeKind.REVIEWED: "marked it as reviewed",
    ChangeKind.ASSIGNED: "assigned it",
    ChangeKind.UNASSIGNED: "took the assignment away",
    ChangeKind.PRIORITY: "changed its priority",
    ChangeKind.COMMENTED: "commented",
    ChangeKind.UNDONE: "took that back",
    ChangeKind.MERGED: "merged another issue into this",
    ChangeKind.UNMERGED: "made a part an issue of its own",
    ChangeKind.SPLIT_OFF: "took it out of another issue",
}


def said(kind: ChangeKind, detail: ChangeDetail, others: str = "") -> str:
    """What happened, to stand behind the name of who did it; a sentence of its own where nobody did.

    `others` are the short ids that it is about.
    """
    if detail.sentence:
        return detail.sentence
    predicate = _PREDICATES[kind]
    match kind, detail:
        case ChangeKind.RESOLVED, ChangeDetail(terms=Resolution() as terms):
            return f"{predicate} {terms.sentence}".rstrip()
        case ChangeKind.ARCHIVED, ChangeDetail(terms=Archive() as terms):
            return f"{predicate} {terms.sentence}"
        case ChangeKind.ARCHIVED, _:
            return f"{predicate} for good"
        case ChangeKind.ASSIGNED, ChangeDetail(assignee=Assignee(name=name)):
            return f"{predicate} to {name}"
        case ChangeKind.PRIORITY, ChangeDetail(priority=Priority() as priority):
            return f"set its priority to {priority}"
        case ChangeKind.MERGED, _ if others:
            return f"merged {others} into this"
        case ChangeKind.UNMERGED, _ if others:
            return f"made a part {others}"
        case ChangeKind.SPLIT_OFF, _ if others:
            return f"took it out of {others}"
        case _:
            return predicate


_OUTCOMES = {
    ChangeKind.RESOLVED: "resolved",
    ChangeKind.REOPENED: "reopened",
    ChangeKind.ARCHIVED: "archived",
    ChangeKind.REVIEWED: "marked as reviewed",
    ChangeKind.ASSIGNED: "assigned",
    ChangeKind.UNASSIGNED: "assigned to nobody",
    ChangeKind.PRIORITY: "given another priority",
    ChangeKind.MERGED: "merged",
}


def outcome(kind: ChangeKind, detail: ChangeDetail) -> str:
    """What became of an issue that a person changed, to stand behind its name."""
    become = _OUTCOMES[kind]
    match detail:
        case ChangeDetail(terms=Resolution() | Archive() as terms):
            return f"{become} {terms.sentence}".rstrip()
        case ChangeDetail(assignee=Assignee(name=name)):
            return f"{become} to {name}"
        case ChangeDetail(priority=Priority() as priority):
            return f"given {priority} priority"
        case ChangeDetail(sentence=others) if kind is ChangeKind.MERGED:
            return f"merged with {others}"
        case _:
            return f"{become} for good" if kind is ChangeKind.ARCHIVED else become
