"""Conditions on events, as expressions of the event store."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlglot import exp

from seismo.model.issue import Level
from seismo.model.words import mark, sieve_of
from seismo.queries.activity import naive
from seismo.queries.search.keys import FAMILIES, Kind, KnownKey, known
from seismo.queries.search.scope import LATEST, Scope
from seismo.queries.search.syntax import And, Expression, Filter, Key, Not, Or, Pattern, Word
from seismo.queries.search.values import (
    moment_of,
    read_choice,
    read_flag,
    read_number,
    read_time,
)

MESSAGES = ("message", "title", "error_value")
"""Where `message:` looks, for a part of the text."""
USER = {"id": "user.id", "email": "user.email", "username": "user.username", "ip": "user.ip"}
SIEVES = ("sieve_even", "sieve_odd")
RELEASE_PARTS = frozenset({"release.version", "release.build", "release.package"})
_COMPARED = {
    "=": exp.EQ,
    "!=": exp.NEQ,
    ">": exp.GT,
    ">=": exp.GTE,
    "<": exp.LT,
    "<=": exp.LTE,
}


class EventConditions:
    """Builds conditions and collects the values that their placeholders stand for."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.values: dict[str, Any] = {}

    def within_scope(self) -> exp.Condition:
        # Plain values, which a scan compares by itself.
        ids = [self._value(project_id) for project_id in self.scope.project_ids]
        bounds: list[exp.Condition] = [exp.In(this=_column("project_id"), expressions=ids)]
        if self.scope.environment:
            environment = self._value(self.scope.environment)
            bounds.append(exp.EQ(this=_column("environment"), expression=environment))
        if self.scope.since is not None:
            since = self._value(naive(self.scope.since))
            bounds.append(exp.GTE(this=_column("timestamp"), expression=since))
        if self.scope.until is not None:
            until = self._value(naive(self.scope.until))
            bounds.append(exp.LT(this=_column("timestamp"), expression=until))
        return exp.and_(*bounds)

    def of(self, expression: Expression) -> exp.Condition:
        """Words are no condition on one event: who asks for them knows where to look."""
        match expression:
            case And(parts):
                return exp.and_(*map(self.of, parts))
            case Or(parts):
                return exp.or_(*map(self.of, parts))
            case Not(part):
                # What cannot be compared, because it is not there, is not so.
                return exp.not_(exp.Coalesce(this=exp.paren(self.of(part)), expressions=[_FALSE]))
            case Filter():
                return exp.paren(self._filter(expression))
            case Word():
                raise AssertionError("a word is looked for in texts")

    def _filter(self, filter_: Filter) -> exp.Condition:
        found = known(filter_.key)
        if found is not None and found.kind is Kind.NAME:
            return exp.or_(
                *(exp.not_(self._is_missing(_named(value.text))) for value in filter_.values)
            )
        if filter_.asks_for_missing:
            return self._is_missing(filter_.key)
        if found is not None and found.name in _SPECIAL:
            return _SPECIAL[found.name](self, filter_)
        if _is_marked(filter_.key) and all(value.is_plain for value in filter_.values):
            return self._marked(filter_.key.name, filter_.values)
        column = self.source(filter_.key)
        if found is not None and found.kind is Kind.TIME:
            return self._time(column, filter_)
        if filter_.key.is_number or (found is not None and found.kind is Kind.NUMBER):
            return self._number(column, filter_)
        if found is not None and found.kind is Kind.FLAG:
            return self._flag(column, found, filter_)
        return self._text(column, filter_.values)

    def source(self, key: Key) -> exp.Expression:
        """The column, or the place in one of the maps, that a key means."""
        found = known(key)
        if found is not None:
            return _column(found.column) if found.column else self._in_map("attributes", found.name)
        family, dot, _ = key.name.partition(".")
        is_attribute = bool(dot) and family in FAMILIES
        if is_attribute and (not key.is_tag or family == "flags"):
            either = [self._in_map("attributes", key.name), self._in_map("tags", key.name)]
            return exp.Coalesce(this=either[0], expressions=either[1:])
        return self._in_map("tags", key.name)

    def _in_map(self, column: str, name: str) -> exp.Expression:
        return exp.Bracket(this=_column(column), expressions=[self._value(name)])

    def _marked(self, name: str, values: Sequence[Pattern]) -> exp.Condition:
        """By the marks of tags and attributes: their texts are several times slower to read."""
        conditions = []
        for value in values:
            wanted = mark(name, value.text)
            number = exp.cast(self._value(wanted), exp.DataType.Type.UINT)
            contained = exp.func("list_contains", _column("marks"), number)
            # What stands beside an AND may be computed for every row; what is in a CASE is not.
            case = exp.Case(ifs=[exp.If(this=self._in_sieve(wanted), true=contained)])
            conditions.append(exp.paren(case.else_(_FALSE.copy())))
        return exp.or_(*conditions)

    def _in_sieve(self, wanted: int) -> exp.Condition:
        """What few rows pass that have not this mark: reading lists of marks takes ten times as long."""
        sieve, bits = sieve_of(wanted)
        # Rows of an older version have no sieve: all pass.
        column = exp.Coalesce(this=_column(SIEVES[sieve]), expressions=[exp.Literal.number(-1)])
        found = exp.BitwiseAnd(this=column, expression=self._value(bits))
        return exp.EQ(this=exp.paren(found), expression=self._value(bits))

    def _is_missing(self, key: Key) -> exp.Condition:
        column = self.source(key)
        found = known(key)
        if found is not None and found.kind in {Kind.TIME, Kind.FLAG} and found.column:
            return exp.Is(this=column, expression=exp.Null())
        return exp.or_(
            exp.Is(this=column, expression=exp.Null()),
            exp.EQ(this=column.copy(), expression=exp.Literal.string("")),
        )

    def _text(self, column: exp.Expression, patterns: Sequence[Pattern]) -> exp.Condition:
        """Any of the patterns, without regard to case."""
        plain = [pattern.text.lower() for pattern in patterns if pattern.is_plain]
        conditions: list[exp.Condition] = []
        lower = exp.Lower(this=column)
        if len(plain) == 1:
            conditions.append(exp.EQ(this=lower, expression=self._value(plain[0])))
        elif plain:
            conditions.append(exp.func("list_contains", self._value(plain), lower))
        conditions += [self._like(column, p) for p in patterns if not p.is_plain]
        return exp.or_(*conditions)

    def _like(self, column: exp.Expression, pattern: Pattern) -> exp.Condition:
        text = "%".join(map(_literal, pattern.parts))
        like = exp.ILike(this=column.copy(), expression=self._value(text))
        return exp.Escape(this=like, expression=exp.Literal.string("\\"))

    def _time(self, column: exp.Expression, filter_: Filter) -> exp.Condition:
        times = read_time(filter_)
        start, end = times.at(self.scope.now)
        bounds: list[exp.Condition] = []
        if start is not None:
            bounds.append(exp.GTE(this=column, expression=self._moment(start)))
        if end is not None:
            bounds.append(exp.LT(this=column.copy(), expression=self._moment(end)))
        inside = exp.and_(*bounds)
        return exp.not_(exp.paren(inside)) if times.is_outside else inside

    def _moment(self, seconds: float) -> exp.Placeholder:
        return self._value(naive(moment_of(seconds).timestamp()))

    def _number(self, column: exp.Expression, filter_: Filter) -> exp.Condition:
        numbers = read_number(filter_)
        compared = _COMPARED[numbers.operator]
        cast = exp.TryCast(this=column, to=exp.DataType.build("DOUBLE"))
        return exp.or_(
            *(compared(this=cast.copy(), expression=self._value(n)) for n in numbers.values)
        )

    def _flag(self, column: exp.Expression, key: KnownKey, filter_: Filter) -> exp.Condition:
        wanted = read_flag(filter_) != (key.name == "error.unhandled")
        value: object = wanted if key.column else ("true" if wanted else "false")
        return exp.EQ(this=column, expression=self._value(value))

    def _message(self, filter_: Filter) -> exp.Condition:
        around = [Pattern(("", *pattern.parts, "")) for pattern in filter_.values]
        return exp.or_(*(self._text(_column(name), around) for name in MESSAGES))

    def _level(self, filter_: Filter) -> exp.Condition:
        """There are five, so that another word is a mistake and no empty answer."""
        if all(value.is_plain for value in filter_.values):
            read_choice(filter_, [*Level], {})
        return self._text(_column("level"), filter_.values)

    def _user(self, filter_: Filter) -> exp.Condition:
        conditions: list[exp.Condition] = []
        for pattern in filter_.values:
            kind, colon, rest = pattern.parts[0].partition(":")
            if colon and kind in USER:
                exact = Pattern((rest, *pattern.parts[1:]))
                conditions.append(self._user_attribute(USER[kind], exact))
            else:
                conditions += (self._user_attribute(name, pattern) for name in USER.values())
        return exp.or_(*conditions)

    def _user_attribute(self, name: str, pattern: Pattern) -> exp.Condition:
        if pattern.is_plain:
            return self._marked(name, [pattern])
        return self._text(self._in_map("attributes", name), [pattern])

    def _release(self, filter_: Filter) -> exp.Condition:
        latest = [p for p in filter_.values if p.is_plain and p.text.lower() == LATEST]
        others = [pattern for pattern in filter_.values if pattern not in latest]
        conditions = [self._text(_column("release"), others)] if others else []
        if latest:
            conditions += [
                exp.and_(
                    exp.EQ(this=_column("project_id"), expression=self._value(project_id)),
                    exp.EQ(this=_column("release"), expression=self._value(name)),
                )
                for project_id, name in self.scope.latest_releases().items()
            ]
        return exp.or_(*conditions) if conditions else _FALSE.copy()

    def _release_part(self, filter_: Filter) -> exp.Condition:
        names = self.scope.releases_like(filter_)
        return (
            exp.func("list_contains", self._value(names), _column("release"))
            if names
            else _FALSE.copy()
        )

    def _value(self, value: object) -> exp.Placeholder:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return exp.Placeholder(this=name)


_FALSE = exp.false()
_SPECIAL: dict[str, Callable[[EventConditions, Filter], exp.Condition]] = {
    "level": EventConditions._level,
    "message": EventConditions._message,
    "user": EventConditions._user,
    "release": EventConditions._release,
    **dict.fromkeys(RELEASE_PARTS, EventConditions._release_part),
}


def _is_marked(key: Key) -> bool:
    """Whether the values of a key are texts in one of the maps."""
    found = known(key)
    return not key.is_number if found is None else not found.column and found.kind is Kind.TEXT


def _column(name: str) -> exp.Column:
    return exp.column(name, quoted=True)


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _named(text: str) -> Key:
    """The key that `has:` names."""
    if text.startswith("tags[") and text.endswith("]"):
        return Key(text[5:-1].strip('"'), is_tag=True)
    return Key(text)
