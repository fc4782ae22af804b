"""A search as a condition on issues.

What is asked of events selects the issues of which some one event has all of it. So a search is taken apart
into alternatives; in each, the conditions on events stand together in one question to the event store.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from sqlglot import exp

from seismo.catalog.lookups import Values
from seismo.catalog.models import Bookmark, IssueChange, Subscription
from seismo.model.ids import ProjectId
from seismo.model.issue import FOR_REVIEW, ChangeKind, Status, parse_short_id
from seismo.model.words import place_word, sought_words
from seismo.ports.stores import Stores
from seismo.queries.owners import Owners
from seismo.queries.search.events import EventConditions
from seismo.queries.search.keys import Place, known, known_place
from seismo.queries.search.people import assigned_to, users_named
from seismo.queries.search.scope import LATEST, Scope, expression_of, matches_any
from seismo.queries.search.syntax import (
    And,
    Expression,
    Filter,
    Key,
    Not,
    Or,
    Pattern,
    SearchError,
    Word,
    either,
    every,
    negated,
)
from seismo.queries.search.values import moment_of, read_number, read_time

MAX_ALTERNATIVES = 64
LEAST_BEGINNING = 3
"""Letters. What somebody types is the beginning of a word, `pay` finds `payment`, but not `no` any `node`."""
STATUSES = {
    "unresolved": Status.UNRESOLVED,
    "resolved": Status.RESOLVED,
    "ignored": Status.IGNORED,
    "archived": Status.IGNORED,
}
_NAMES_OF_STATUSES = tuple(STATUSES)
_UNASSIGNED = Q(assigned_user=None, assigned_team=None)
_STATES = {
    "for_review": Q(status=Status.UNRESOLVED, substatus__in=sorted(FOR_REVIEW)),
    "assigned": ~_UNASSIGNED,
    "unassigned": _UNASSIGNED,
}
CATEGORY = "error"
"""The only kind of issue that there is."""
_KEYS = exp.ArrayAgg(this=exp.column("hash_key"))
_TOKEN = re.compile(r"[\w*]+")
_COMPARED = {"=": "exact", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}


@dataclass(frozen=True, slots=True)
class _Alternative:
    of_issue: Expression | None
    of_event: Expression | None


class IssueSearch:
    def __init__(self, stores: Stores, scope: Scope) -> None:
        self.stores = stores
        self.scope = scope
        self._owners = Owners(questions=1)

    def condition(self, expression: Expression | None) -> Q:
        """Raises SearchError for a search with too many alternatives."""
        if expression is None:
            return Q()
        self._owners = Owners(_number_of_words(expression))
        condition = Q()
        for index, alternative in enumerate(_alternatives(expression)):
            part = Q()
            if alternative.of_issue is not None:
                part &= self._of_issue(alternative.of_issue)
            if alternative.of_event is not None:
                part &= self._with_event(alternative.of_event)
            condition = part if index == 0 else condition | part
        return condition

    def _with_event(self, expression: Expression) -> Q:
        """The issues of which some event is so."""
        conditions = EventConditions(self.scope)
        wanted = exp.and_(conditions.within_scope(), conditions.of(expression))
        pairs = exp.select("project_id", "hash_key").distinct().from_("events").where(wanted)
        # A row for each project: many rows take longer to fetch than to find.
        query = exp.select("project_id", _KEYS).from_(pairs.subquery("found"))
        found = self.stores.eventstore.select(query.group_by("project_id"), conditions.values)
        return self._owning(dict(found))

    def _of_issue(self, expression: Expression) -> Q:
        match expression:
            case And(parts):
                condition = Q()
                for part in parts:
                    condition &= self._of_issue(part)
                return condition
            case Or(parts):
                first, *others = map(self._of_issue, parts)
                for other in others:
                    first |= other
                return first
            case Not(part):
                return ~self._of_issue(part)
            case Word(pattern):
                return self._word(pattern)
            case Filter():
                return self._filter(expression)

    def _word(self, pattern: Pattern) -> Q:
        """In the title or the place, or anywhere in an event."""
        if pattern.is_plain:
            shown = Q(title__icontains=pattern.text) | Q(culprit__icontains=pattern.text)
        else:
            regex = expression_of(pattern)
            shown = Q(title__iregex=regex) | Q(culprit__iregex=regex)
        words = _tokens(pattern)
        return self._owning(self._said(words)) | shown if words else shown

    def _said(self, words: Iterable[str]) -> Mapping[ProjectId, Sequence[int]]:
        """The hashes that said all of these, as numbers."""
        visible = {ProjectId(pk) for pk in self.scope.project_ids}
        return self.stores.texts.find(list(words), visible)

    def _owning(self, keys_by_project: Mapping[ProjectId, Sequence[int]]) -> Q:
        """The issues that the hashes with these numbers lead to."""
        return Q(pk__among=Values(sorted(self._owners.of(keys_by_project))))

    def _filter(self, filter_: Filter) -> Q:
        found = known(filter_.key)
        assert found is not None, "a tag is a condition on events"
        if found.place is Place.FRAMES:
            return self._frames(found.name.removeprefix("stack."), filter_.values)
        return _BY_KEY[found.name](self, filter_)

    def _frames(self, name: str, patterns: Iterable[Pattern]) -> Q:
        condition = Q(pk__in=())
        for pattern in patterns:
            parts = [place_word(name, part).removeprefix(f"{name}:") for part in pattern.parts]
            word = f"{name}:{'*'.join(parts)}"
            condition |= self._owning(self._said([word]))
        return condition

    def _state(self, filter_: Filter) -> Q:
        condition = Q(pk__in=())
        for value in filter_.values:
            state = value.text.lower()
            if state in STATUSES:
                condition |= Q(status=STATUSES[state])
            elif state in _STATES:
                condition |= _STATES[state]
            else:
                condition |= Q(substatus=state)
        return condition

    def _assigned(self, filter_: Filter) -> Q:
        return assigned_to(filter_.values, self.scope.access)

    def _bookmarked(self, filter_: Filter) -> Q:
        users = users_named(filter_.values, self.scope.access)
        return Q(pk__in=Bookmark.objects.filter(user__in=users).values("issue"))

    def _subscribed(self, filter_: Filter) -> Q:
        users = users_named(filter_.values, self.scope.access)
        active = Subscription.objects.filter(user__in=users, is_active=True)
        return Q(pk__in=active.values("issue"))

    def _priority(self, filter_: Filter) -> Q:
        return Q(priority__in=[value.text.lower() for value in filter_.values])

    def _regressed(self, filter_: Filter) -> Q:
        changes = IssueChange.objects.filter(
            self._release_is("release", "issue__project_id", filter_), kind=ChangeKind.REGRESSED
        )
        return Q(pk__in=changes.values("issue_id"))

    def _issue(self, filter_: Filter) -> Q:
        condition = Q(pk__in=())
        for value in filter_.values:
            if place := parse_short_id(value.text):
                condition |= Q(project__short_id_prefix=place[0], number=place[1])
        return condition

    def _project(self, filter_: Filter) -> Q:
        ids = [p.pk for p in self.scope.projects if matches_any(filter_.values, p.slug)]
        return Q(project_id__in=ids)

    def _category(self, filter_: Filter) -> Q:
        return Q() if matches_any(filter_.values, CATEGORY) else Q(pk__in=())

    def _times_seen(self, filter_: Filter) -> Q:
        numbers = read_number(filter_)
        condition = Q(pk__in=())
        for number in numbers.values:
            if numbers.operator == "!=":
                condition |= ~Q(times_seen=number)
            else:
                condition |= Q(**{f"times_seen__{_COMPARED[numbers.operator]}": number})
        return condition

    def _first_release(self, filter_: Filter) -> Q:
        return self._release_is("first_release", "project_id", filter_)

    def _release_is(self, field: str, project: str, filter_: Filter) -> Q:
        condition = Q(pk__in=())
        for pattern in filter_.values:
            if pattern.is_plain and pattern.text.lower() == LATEST:
                for project_id, name in self.scope.latest_releases().items():
                    condition |= Q(**{project: project_id, field: name})
            elif pattern.is_plain:
                condition |= Q(**{f"{field}__iexact": pattern.text})
            else:
                condition |= Q(**{f"{field}__iregex": f"^{expression_of(pattern)}$"})
        return condition

    def _seen(self, filter_: Filter) -> Q:
        found = known(filter_.key)
        field = "last_seen" if found is not None and found.name == "lastSeen" else "first_seen"
        times = read_time(filter_)
        start, end = times.at(self.scope.now)
        condition = Q()
        if start is not None:
            condition &= Q(**{f"{field}__gte": moment_of(start)})
        if end is not None:
            condition &= Q(**{f"{field}__lt": moment_of(end)})
        return ~condition if times.is_outside else condition


_BY_KEY: dict[str, Callable[[IssueSearch, Filter], Q]] = {
    "is": IssueSearch._state,
    "issue": IssueSearch._issue,
    "project": IssueSearch._project,
    "age": IssueSearch._seen,
    "firstSeen": IssueSearch._seen,
    "lastSeen": IssueSearch._seen,
    "timesSeen": IssueSearch._times_seen,
    "firstRelease": IssueSearch._first_release,
    "issue.category": IssueSearch._category,
    "assigned": IssueSearch._assigned,
    "bookmarks": IssueSearch._bookmarked,
    "subscribed": IssueSearch._subscribed,
    "issue.priority": IssueSearch._priority,
    "regressed_in_release": IssueSearch._regressed,
}


def mentions_status(expression: Expression | None) -> bool:
    """Whether the search itself says which status issues have."""
    match expression:
        case And(parts) | Or(parts):
            return any(map(mentions_status, parts))
        case Not(part):
            return mentions_status(part)
        case Filter(key=Key(name="is"), values=values):
            return any(value.text.lower().startswith(_NAMES_OF_STATUSES) for value in values)
        case _:
            return False


def has_words(expression: Expression) -> bool:
    return _number_of_words(expression) > 0


def _number_of_words(expression: Expression) -> int:
    match expression:
        case And(parts) | Or(parts):
            return sum(map(_number_of_words, parts))
        case Not(part):
            return _number_of_words(part)
        case _:
            return int(isinstance(expression, Word))


def _tokens(pattern: Pattern) -> list[str]:
    """Words and patterns of words that a text must have in which the pattern is found."""
    if not pattern.is_plain:
        tokens = _TOKEN.findall(pattern.text.lower())
        return [token for token in tokens if token.strip("*")]
    words = sought_words(pattern.text)
    if not words or len(words[-1]) < LEAST_BEGINNING:
        return words
    return [*words[:-1], f"{words[-1]}*"]


def _alternatives(expression: Expression) -> list[_Alternative]:
    place = _place_of(expression)
    if place is Place.EVENT:
        return [_Alternative(None, expression)]
    if place is Place.ISSUE:
        return [_Alternative(expression, None)]
    match expression:
        case Or(parts):
            found = [each for part in parts for each in _alternatives(part)]
            return _of_events_together(found)
        case And(parts):
            found = [_Alternative(None, None)]
            for part in parts:
                found = [_both(one, two) for one in found for two in _alternatives(part)]
                _check_number(found)
            return found
        case Not(And(parts)):
            return _alternatives(either([negated(part) for part in parts]))
        case Not(Or(parts)):
            return _alternatives(every([negated(part) for part in parts]))
        case _:
            raise AssertionError("one condition has one place")


def _check_number(alternatives: list[_Alternative]) -> None:
    if len(alternatives) > MAX_ALTERNATIVES:
        raise SearchError(
            f"This search has more than {MAX_ALTERNATIVES} alternatives",
            0,
            "Use fewer ORs, or a list: release:[1.0, 1.1].",
        )


def _both(one: _Alternative, two: _Alternative) -> _Alternative:
    return _Alternative(_joined(one.of_issue, two.of_issue), _joined(one.of_event, two.of_event))


def _joined(one: Expression | None, two: Expression | None) -> Expression | None:
    if one is None or two is None:
        return one or two
    return every([one, two])


def _of_events_together(alternatives: list[_Alternative]) -> list[_Alternative]:
    """One question for all alternatives that only ask for events."""
    events = [a.of_event for a in alternatives if a.of_issue is None and a.of_event is not None]
    others = [each for each in alternatives if each.of_issue is not None]
    return [*others, _Alternative(None, either(events))] if events else others


def _place_of(expression: Expression) -> Place | None:
    """Where all of it is decided; None when that is in several places."""
    match expression:
        case And(parts) | Or(parts):
            places = set(map(_place_of, parts))
            return places.pop() if len(places) == 1 else None
        case Not(part):
            return _place_of(part)
        case Word():
            return Place.ISSUE
        case Filter(key=key):
            return Place.EVENT if known_place(key) is Place.EVENT else Place.ISSUE
