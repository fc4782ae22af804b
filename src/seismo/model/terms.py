"""Under which terms an issue was resolved or archived, and whether they still hold. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, TypeAlias

import msgspec

from seismo.model.clock import from_unix
from seismo.model.release import Scheme, SeenRelease, compare


class ResolvedIn(StrEnum):
    """The values are stored: never change one."""

    RELEASE = "release"
    """It and all that are newer have the fix."""
    NEXT_RELEASE = "next_release"
    """All that are newer than the release have it."""
    COMMIT = "commit"
    """Some release to come will have it; which one is not known."""
    ANY = "any"
    """Every release has it."""


class Resolution(msgspec.Struct, frozen=True, omit_defaults=True, tag="resolution"):
    """What counts as the bug's return. The release is kept as text, so that it may be forgotten itself."""

    resolved_in: ResolvedIn = ResolvedIn.ANY
    release: str = ""
    release_seen: float = 0.0
    """Unix seconds: when the project first sent something from it, else when it was named."""
    commit: str = ""
    repository: str = ""
    environments: tuple[str, ...] = ()
    """Where the fix is; without any, everywhere."""

    @property
    def sentence(self) -> str:
        where = f" for {_listed(self.environments)}" if self.environments else ""
        match self.resolved_in:
            case ResolvedIn.RELEASE:
                return f"in {self.release}{where}"
            case ResolvedIn.NEXT_RELEASE:
                return f"in the release after {self.release}{where}"
            case ResolvedIn.COMMIT:
                repository = f" of {self.repository}" if self.repository else ""
                return f"in commit {self.commit}{repository}{where}"
            case ResolvedIn.ANY:
                return where.strip()


class Archive(msgspec.Struct, frozen=True, omit_defaults=True, tag="archive"):
    """What brings an archived issue back; without any of it, only a person does."""

    until: float | None = None
    """Unix seconds."""
    events: int | None = None
    users: int | None = None
    window: int | None = None
    """Seconds within which so many events or users have to come; without it they add up."""
    events_before: int = 0
    users_before: int = 0
    """As they were when the issue was archived."""
    is_until_escalating: bool = False
    hourly_limit: int | None = None
    """Events in an hour that are too many; None is not known yet."""

    @property
    def sentence(self) -> str:
        parts = []
        if self.until is not None:
            parts.append(f"until {from_unix(self.until):%-d %B %Y, %H:%M} UTC")
        within = f" within {duration(self.window)}" if self.window else ""
        if self.events is not None:
            parts.append(f"until {counted(self.events, 'more event')}{within}")
        if self.users is not None:
            parts.append(f"until {counted(self.users, 'more user')}{within}")
        if self.is_until_escalating:
            limit = (
                f": more than {self.hourly_limit} events in an hour" if self.hourly_limit else ""
            )
            parts.append(f"until it escalates{limit}")
        return " or ".join(parts) or "for good"


Terms: TypeAlias = Resolution | Archive


class ReleaseOrder(msgspec.Struct, frozen=True):
    """What has to be known of a project's releases to compare two of them."""

    scheme: Scheme = Scheme.AUTOMATIC
    first_seen: Mapping[str, float] = {}
    """Unix seconds, of those that were seen before."""


class Seen(msgspec.Struct, frozen=True):
    """What the terms of an issue ask of an event."""

    timestamp: float
    release: str
    environment: str


def return_of(resolution: Resolution | None, seen: Seen, order: ReleaseOrder) -> str | None:
    """Why an event after the resolution is the return of the bug, in a sentence; None when it is not."""
    if resolution is None or resolution.resolved_in is ResolvedIn.ANY:
        environments = resolution.environments if resolution else ()
        if environments and seen.environment not in environments:
            return None
        return f"It was seen again{_in(seen.environment, environments)} after it was resolved."
    if resolution.environments and seen.environment not in resolution.environments:
        return None
    if resolution.resolved_in is ResolvedIn.COMMIT or not seen.release:
        return None
    fixed = SeenRelease(resolution.release, resolution.release_seen)
    own = SeenRelease(seen.release, order.first_seen.get(seen.release, seen.timestamp))
    order_of, explanation = compare(own, fixed, order.scheme)
    least = 0 if resolution.resolved_in is ResolvedIn.RELEASE else 1
    if order_of < least:
        return None
    where = _in(seen.environment, resolution.environments)
    return (
        f"It was seen in {seen.release}{where} after it was resolved {resolution.sentence}: "
        f"{explanation}."
    )


def end_of(archive: Archive, times_seen: int, now: float) -> str | None:
    """Why an archived issue comes back, as far as counts and time tell; None when it does not."""
    if archive.until is not None and now >= archive.until:
        return "The time until which it was archived is over."
    if archive.events is not None and archive.window is None:
        more = times_seen - archive.events_before
        if more >= archive.events:
            return f"{counted(more, 'more event')} came since it was archived."
    return None


class Counts(NamedTuple):
    """What was seen of an archived issue; None where its terms do not ask."""

    users: int | None = None
    """Different ones, ever."""
    in_window: tuple[int, int] | None = None
    """Events and users, within the window of its terms."""
    in_hour: int | None = None
    """Events of the last hour."""


def end_by_counts(archive: Archive, counts: Counts) -> str | None:
    """Why an archived issue comes back, as far as the event store tells; None when it does not."""
    if archive.users is not None and counts.users is not None:
        more = counts.users - archive.users_before
        if more >= archive.users:
            return f"{counted(more, 'more user')} met it since it was archived."
    if archive.window and counts.in_window:
        events, users = counts.in_window
        within = f"came within {duration(archive.window)}."
        if archive.events is not None and events >= archive.events:
            return f"{counted(events, 'event')} {within}"
        if archive.users is not None and users >= archive.users:
            return f"{counted(users, 'user')} {within}"
    if archive.hourly_limit is not None and (counts.in_hour or 0) > archive.hourly_limit:
        return (
            f"{counted(counts.in_hour or 0, 'event')} came within an hour, "
            f"more than the {archive.hourly_limit:,} that it may have."
        )
    return None


LIMIT_FACTOR = 3
LEAST_LIMIT = 20
"""Events in an hour: so few are no escalation of anything."""


def hourly_limit(busiest: int) -> int:
    """How many events an hour may have, from those of the busiest hour of the week before."""
    return max(LEAST_LIMIT, LIMIT_FACTOR * busiest)


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def duration(seconds: float) -> str:
    """Such as `2 hours`; the largest unit that says it exactly."""
    for size, name in ((7 * 86_400, "week"), (86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            return counted(int(seconds // size), name)
    return counted(int(seconds), "second")


def _in(environment: str, environments: tuple[str, ...]) -> str:
    return f" in {environment}" if environments else ""


def _listed(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
