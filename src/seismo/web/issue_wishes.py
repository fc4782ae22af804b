"""What a form wants of issues: the value of `to`, and the fields that go with it.

`to` is the name of an action, and what it needs behind colons: `resolved`, `resolved:next`,
`archived:minutes:60`, `assign:team:3`. So each entry of a menu is one button, which needs no script.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from seismo.actions import following, merging
from seismo.actions import issues as actions
from seismo.actions.issues import Done
from seismo.actions.refused import Refused
from seismo.catalog.access import Access
from seismo.catalog.models import Issue, Team, User
from seismo.model.change import ChangeDetail
from seismo.model.issue import ChangeKind, Priority
from seismo.model.terms import Archive, Resolution, ResolvedIn
from seismo.ports.stores import Stores
from seismo.queries.issues import name_of

Act: TypeAlias = Callable[[Stores, Sequence[Issue], User, float], Done | None]
"""Does it; None says that there is nothing to take back."""
Fields: TypeAlias = Mapping[str, str]
MAX_NUMBER = 10**9
MINUTE = 60
FARTHEST = 2e11
"""Unix seconds, of a time far away that every part can still write down."""


def wish_of(fields: Fields, access: Access) -> Act:
    """Raises Refused for what cannot be understood."""
    name, _, rest = fields.get("to", "").partition(":")
    read = _WISHES.get(name)
    if read is None:
        raise Refused(f"`to` must be one of {', '.join(sorted(_WISHES))}.")
    return read(rest, fields, access)


def _resolved(rest: str, fields: Fields, _: Access) -> Act:
    terms = _resolution(rest, fields)
    return lambda stores, issues, user, now: actions.resolve(issues, user, now, terms)


def _resolution(rest: str, fields: Fields) -> Resolution | None:
    environment = fields.get("environment", "").strip()[:64]
    environments = (environment,) if environment else ()
    match rest:
        case "":
            return Resolution(environments=environments) if environments else None
        case "next":
            return Resolution(ResolvedIn.NEXT_RELEASE, environments=environments)
        case "current":
            return Resolution(ResolvedIn.RELEASE, environments=environments)
        case "release":
            release = _text(fields, "release", 250, "Name the release that has the fix.")
            return Resolution(ResolvedIn.RELEASE, release, environments=environments)
        case "commit":
            commit = _text(fields, "commit", 64, "Name the commit that has the fix.")
            repository = fields.get("repository", "").strip()[:200]
            return Resolution(
                ResolvedIn.COMMIT, commit=commit, repository=repository, environments=environments
            )
        case _:
            raise Refused(
                "An issue is resolved now, or in the next, the current or a named release."
            )


def _unresolved(rest: str, fields: Fields, access: Access) -> Act:
    return lambda stores, issues, user, now: actions.reopen(issues, user, now)


def _reviewed(rest: str, fields: Fields, access: Access) -> Act:
    return lambda stores, issues, user, now: actions.review(issues, user, now)


def _archived(rest: str, fields: Fields, access: Access) -> Act:
    kind, _, number = rest.partition(":")

    def archived(stores: Stores, issues: Sequence[Issue], user: User, now: float) -> Done:
        terms = _archive(kind, number, fields, now)
        return actions.archive(stores, issues, user, now, terms)

    _archive(kind, number, fields, 0.0)
    return archived


def _archive(kind: str, number: str, fields: Fields, now: float) -> Archive:
    match kind:
        case "" | "forever":
            return Archive()
        case "escalating":
            return Archive(is_until_escalating=True)
        case "minutes":
            return Archive(until=now + _number(number, "minutes") * MINUTE)
        case "events":
            return Archive(events=_number(number, "events"))
        case "users":
            return Archive(users=_number(number, "users"))
        case "until":
            return _own_terms(fields)
        case _:
            raise Refused(
                "An issue is archived for good, until it escalates, or until a condition is met."
            )


def _own_terms(fields: Fields) -> Archive:
    """Of the form in which everything can be chosen."""
    events, users = _optional(fields, "events"), _optional(fields, "users")
    minutes = _optional(fields, "window")
    until = _moment(fields["until"]) if fields.get("until") else None
    if until is None and events is None and users is None:
        raise Refused("Say until when: give a time, a number of events or a number of users.")
    window = minutes * MINUTE if minutes and (events or users) else None
    return Archive(until=until, events=events, users=users, window=window)


def _optional(fields: Fields, name: str) -> int | None:
    return _number(fields[name], name) if fields.get(name) else None


def _moment(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        seconds = 0.0
    if not 0 < seconds < FARTHEST:
        raise Refused(f"“{text[:40]}” is no time. Write it like 2026-12-31T18:00.")
    return seconds


def _number(text: str, what: str) -> int:
    if not (text.isascii() and text.isdecimal()) or not 0 < int(text[:12]) <= MAX_NUMBER:
        raise Refused(f"The number of {what} must be a whole number above zero.")
    return int(text)


def _text(fields: Fields, name: str, longest: int, problem: str) -> str:
    text = fields.get(name, "").strip().replace("\x00", "")
    if not text or len(text) > longest:
        raise Refused(problem)
    return text


def _priority(rest: str, fields: Fields, access: Access) -> Act:
    if rest not in set(Priority):
        raise Refused("A priority is high, medium or low.")
    priority = Priority(rest)
    return lambda stores, issues, user, now: actions.prioritize(issues, user, now, priority)


def _assign(rest: str, fields: Fields, access: Access) -> Act:
    assignee = _assignee(rest, access)
    return lambda stores, issues, user, now: actions.assign(issues, user, now, assignee)


def _assignee(rest: str, access: Access) -> User | Team | None:
    kind, _, number = rest.partition(":")
    key = int(number[:12]) if number.isascii() and number.isdecimal() else 0
    found: User | Team | None = None
    match kind:
        case "nobody":
            return None
        case "me":
            return access.member.user
        case "user":
            members = access.organization.members.filter(user=key).select_related("user")
            found = member.user if (member := members.first()) else None
        case "team":
            found = access.organization.teams.filter(pk=key).first()
        case _:
            pass
    if found is None:
        raise Refused("Nobody of this name is in the organization. Load the page again.")
    return found


def _merged(rest: str, fields: Fields, access: Access) -> Act:
    """Into the one with most events, whose name is known best."""

    def merged(stores: Stores, issues: Sequence[Issue], user: User, now: float) -> Done:
        if len(issues) < 2:
            raise Refused("Choose at least two issues to make one of them.")
        into, *others = sorted(issues, key=lambda issue: (-issue.times_seen, issue.pk))
        merging.merge(into, others, user, now)
        names = ", ".join(name_of(other) for other in others)
        return Done(ChangeKind.MERGED, ChangeDetail(sentence=names), [into], None)

    return merged


def _bookmark(rest: str, fields: Fields, access: Access) -> Act:
    def bookmarked(stores: Stores, issues: Sequence[Issue], user: User, now: float) -> None:
        following.bookmark(issues, user, now, is_wanted=_is_on(rest))

    return bookmarked


def _subscribe(rest: str, fields: Fields, access: Access) -> Act:
    def subscribed(stores: Stores, issues: Sequence[Issue], user: User, now: float) -> None:
        following.subscribe(issues, user, is_wanted=_is_on(rest))

    return subscribed


def _is_on(rest: str) -> bool:
    if rest not in {"on", "off"}:
        raise Refused("Say on or off.")
    return rest == "on"


_WISHES: dict[str, Callable[[str, Fields, Access], Act]] = {
    "resolved": _resolved,
    "unresolved": _unresolved,
    "reviewed": _reviewed,
    "archived": _archived,
    "priority": _priority,
    "merged": _merged,
    "assign": _assign,
    "bookmark": _bookmark,
    "subscribe": _subscribe,
}
