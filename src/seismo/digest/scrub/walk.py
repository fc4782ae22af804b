"""Rewrites what was hit, and only that: what did not change is the same object as before."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeVar

import msgspec

from seismo.digest.scrub.advanced.places import nodes_at
from seismo.digest.scrub.advanced.selectors import Exposure
from seismo.digest.scrub.assignments import RULE, is_inert, is_word_beside, secret_placeholders
from seismo.digest.scrub.literals import texts_in
from seismo.digest.scrub.marks import Mark
from seismo.digest.scrub.names import Kind, is_session_cookie
from seismo.digest.scrub.patterns import ends_private_key, opens_private_key
from seismo.digest.scrub.rules import Rules
from seismo.digest.scrub.scan import SECTIONS, SPLIT, Hits
from seismo.digest.scrub.spans import FILTERED, Remark
from seismo.digest.scrub.text import LIMIT_RULE, SENSITIVE_RULE, TextScrubber, Use
from seismo.model.event import (
    Breadcrumb,
    Databag,
    Event,
    EventError,
    Frame,
    Json,
    LogEntry,
    Pairs,
    Request,
    Span,
)

Struct = TypeVar("Struct", bound=msgspec.Struct)

META = "_meta"
DEEPEST = 100
"""No SDK nests deeper, and the interpreter's stack is not endless: what lies below is removed."""
_decode = msgspec.json.Decoder().decode
_CARD_RULE = "@creditcard:filter"
_COOKIE_RULE = "@cookie:filter"
_RULE_ID = re.compile(r"[@!][\w:.\-]{1,60}")
_SOURCE_LINES = ("pre_context", "context_line", "post_context")
_WORKING_DIRECTORIES = frozenset(("PWD", "OLDPWD"))


@lru_cache(maxsize=64)
def _fields(model: type[msgspec.Struct]) -> tuple[str, ...]:
    """Source lines last and in their order, so that a key over several lines is seen as one."""
    names = model.__struct_fields__
    lines = tuple(name for name in _SOURCE_LINES if name in names)
    return (*(name for name in names if name not in lines), *lines)


def _walked_by_place(event: Event) -> Iterator[tuple[str, object]]:
    """Fields and units where a secret shows only by its place: cookies, log parameters, refused values."""
    cookies = event.request.cookies if event.request is not None else None
    if cookies and any(name and is_session_cookie(name) for name, _ in cookies):
        yield "request", cookies
    if event.logentry is not None and (event.logentry.params or _has_address(event.logentry)):
        yield "logentry", event.logentry
    if event.errors:
        yield "errors", event.errors


def _has_address(logentry: LogEntry) -> bool:
    return "@" in (logentry.formatted or "") or "@" in (logentry.message or "")


class Walker:
    """One walk over one event. Afterwards `marks` says what was done."""

    def __init__(self, rules: Rules, texts: TextScrubber, hits: Hits) -> None:
        self.marks: list[Mark] = []
        self._rules = rules
        self._safe_places = rules.safe_places
        self._whole: Json = None
        self._texts = texts
        self._values = hits.values
        self._units = hits.units
        self._fields = hits.fields
        self._path: list[str] = []
        self._in_source = False
        self._in_meta = False
        self._in_private_key = False

    def event(self, event: Event) -> Event:
        self._whole = event
        fields = self._fields
        for name, unit in _walked_by_place(event) if self._rules.defaults else ():
            fields.add(name)
            self._units.add(id(unit))
        changes: dict[str, Json] = {}
        for name in fields and (*SECTIONS, *SPLIT):
            if name in fields:
                value = getattr(event, name)
                self._in_meta = name == "meta"
                new = self._under(name, value)
                if new is not value:
                    changes[name] = new
        if "contexts" in changes:
            changes["contexts"] = {name: bag or {} for name, bag in changes["contexts"].items()}
        return msgspec.structs.replace(event, **changes) if changes else event

    def document(self, document: Databag) -> Databag:
        """A JSON object of any kind. Its `_meta` is known by its name."""
        self._whole = document
        hit = {name: value for name, value in document.items() if name in self._fields}
        meta = hit.pop(META, None)
        changed = self._mapping(hit) or {}
        if meta is not None:
            self._in_meta = True
            changed = {**changed, META: self._under(META, meta)}
            self._in_meta = False
        if all(changed.get(name) is document[name] for name in self._fields):
            return document
        rest = {name: value for name, value in document.items() if name not in self._fields}
        return {**rest, **changed}

    def _under(self, name: str, value: Json) -> Json:
        self._path.append(name)
        new = self._field(name, value)
        self._path.pop()
        return new

    def _field(self, name: str, value: Json) -> Json:
        """The value of a field of a model: only the project's own words judge the field's name."""
        rules = self._rules
        if name.lower() in rules.safe:
            return value
        if rules.sensitive is not None and type(value) is str and rules.sensitive.search(name):
            return self._secret(value, Kind.SECRET, SENSITIVE_RULE)
        if name == "cookies" and type(value) is list:
            return self._cookies(value)
        if name not in _SOURCE_LINES:
            return self._value(value)
        self._in_source = True
        new = self._value(value)
        self._in_source = False
        return new

    def _value(self, value: Json) -> Json:
        kind = type(value)
        if kind is str:
            return self._text(value)
        if kind is dict:
            return self._mapping(value)
        if kind is list or kind is tuple:
            return self._sequence(value)
        if kind is int:
            return self._integer(value)
        if kind is msgspec.Raw:
            return self._raw(value)
        if isinstance(value, msgspec.Struct):
            return self._struct(value)
        return value

    def _raw(self, raw: msgspec.Raw) -> Json:
        value = _decode(raw)
        new = self._value(value)
        return raw if new is value else new

    def _text(self, text: str) -> str:
        if self._in_private_key:
            self._in_private_key = not ends_private_key(text)
            return self._filter(text, "@pemkey:filter")
        if text not in self._values or (self._in_meta and _RULE_ID.fullmatch(text)):
            return text
        self._in_private_key = self._in_source and opens_private_key(text)
        return self._cleaned(text, Use.SOURCE if self._in_source else Use.VALUE)

    def _cleaned(self, text: str, use: Use) -> str:
        cleaned = self._texts.clean(text, use)
        if cleaned is None or self._is_safe():
            return text
        self._mark(*cleaned.remarks, length=len(text))
        return cleaned.text

    def _integer(self, number: int) -> int | None:
        if number not in self._values or self._is_safe():
            return number
        self._mark(Remark(_CARD_RULE, "x"))
        return None

    def _struct(self, struct: Struct) -> Struct:
        self._in_private_key = False
        by_place = self._by_place(struct)
        units = self._units if type(struct) is Request else None
        changes: dict[str, Json] = {}
        for name in _fields(type(struct)):
            value = getattr(struct, name)
            if value is None or isinstance(value, float | int):
                continue
            if units is not None and id(value) not in units:
                continue
            new = self._under(name, by_place.get(name, value))
            if new is not value:
                changes[name] = new
        self._in_private_key = False
        return msgspec.structs.replace(struct, **changes) if changes else struct

    def _by_place(self, struct: msgspec.Struct) -> dict[str, Json]:
        """What is secret because of what stands beside it."""
        if isinstance(struct, LogEntry):
            return self._of_log(struct)
        if isinstance(struct, EventError) and struct.name and struct.value is not None:
            kinds = [self._rules.kind_of(part) for part in struct.name.split(".")]
            if max(kinds) >= Kind.TEXT and Kind.SAFE not in kinds:
                return {"value": self._at("value", struct.value, max(kinds))}
        return {}

    def _of_log(self, logentry: LogEntry) -> dict[str, Json]:
        new: dict[str, Json] = {}
        for name in ("message", "formatted"):
            text = getattr(logentry, name)
            if text is not None and name not in self._rules.safe:
                self._path.append(name)
                new[name] = self._cleaned(text, Use.REPLACED)
                self._path.pop()
        if isinstance(logentry.params, list):
            new["params"] = self._parameters(logentry.message or "", logentry.params)
        return new

    def _parameters(self, template: str, params: list[Json]) -> list[Json]:
        new = list(params)
        self._path.append("params")
        for index in secret_placeholders(template, self._rules.kind_of):
            if index < len(new):
                new[index] = self._at(str(index), new[index], Kind.SECRET)
        self._path.pop()
        return params if new == params else new

    def _at(self, name: str, value: Json, kind: Kind, rule: str = RULE) -> Json:
        self._path.append(name)
        new = self._secret(value, kind, rule)
        self._path.pop()
        return new

    def _cookies(self, cookies: Pairs) -> Pairs:
        """Session and CSRF cookies by their names; the others like any pair."""
        pairs = list(cookies)
        for index, (name, value) in enumerate(cookies):
            self._path.append(str(index))
            if name and value and self._holds_login(name):
                pairs[index] = (name, self._at("1", value, Kind.SECRET, _COOKIE_RULE))
            else:
                pairs[index] = self._sequence((name, value))
            self._path.pop()
        return cookies if pairs == cookies else pairs

    def _holds_login(self, cookie: str) -> bool:
        rules = self._rules
        return rules.defaults and is_session_cookie(cookie) and cookie.lower() not in rules.safe

    def _mapping(self, mapping: Databag) -> Databag | None:
        if len(self._path) > DEEPEST:
            self._mark(Remark(LIMIT_RULE, "x"))
            return None
        values, safe, path = self._values, self._rules.safe, self._path
        changes: Databag = {}
        for name, value in mapping.items():
            kind = type(value)
            if name in values or (safe and name.lower() in safe):
                path.append(self._clean_name(name))
                new = self._named(name, value)
                path.pop()
            elif kind is dict or kind is list or ((kind is str or kind is int) and value in values):
                path.append(name)
                new = self._value(value)
                path.pop()
            else:
                continue
            if new is not value:
                changes[name] = new
        return self._renamed({**mapping, **changes} if changes else mapping)

    def _clean_name(self, name: str) -> str:
        cleaned = self._texts.clean(name, Use.NAME) if name in self._values else None
        return name if cleaned is None else cleaned.text

    def _renamed(self, mapping: Databag) -> Databag:
        """Names may hold secrets, too: a cache keyed by a token."""
        if all(self._clean_name(name) is name for name in mapping if name in self._values):
            return mapping
        renamed: Databag = {}
        for number, (name, value) in enumerate(mapping.items()):
            new = self._clean_name(name)
            renamed[new if new not in renamed else f"{new} {number}"] = value
        return renamed

    def _sequence(self, items: list[Json] | tuple[Json, ...]) -> Json:
        if len(self._path) > DEEPEST:
            self._mark(Remark(LIMIT_RULE, "x"))
            return None
        if items and isinstance(items[0], Frame | Breadcrumb | Span):
            new = [
                self._item(index, item) if id(item) in self._units else item
                for index, item in enumerate(items)
            ]
        elif len(items) == 2 and self._is_pair(items):
            new = [self._item(0, items[0]), self._item(1, items[1], items[0])]
        else:
            new = self._items(items)
        if all(one is other for one, other in zip(new, items, strict=True)):
            return items
        return tuple(new) if isinstance(items, tuple) else new

    def _items(self, items: list[Json] | tuple[Json, ...]) -> list[Json]:
        values = self._values
        new: list[Json] = []
        flag: str | None = None
        for index, item in enumerate(items):
            kind = type(item)
            if kind is str and item not in values and flag is None and not self._in_private_key:
                new.append(item)
                continue
            new.append(self._item(index, item, flag))
            flag = self._flag(item)
        return new

    def _item(self, index: int, item: Json, name: str | None = None) -> Json:
        self._path.append(str(index))
        new = self._value(item) if name is None else self._named(name, item)
        self._path.pop()
        return new

    def _is_pair(self, items: list[Json] | tuple[Json, ...]) -> bool:
        name, value = items
        if type(name) is not str or name not in self._values or self._in_source:
            return False
        return not (type(items) is list and type(value) is str and is_word_beside(value))

    def _flag(self, item: Json) -> str | None:
        """The name that an argument such as `--password` gives to the one after it."""
        if type(item) is str and item.startswith("-") and item in self._values and "=" not in item:
            return item.lstrip("-")
        return None

    def _named(self, name: str, value: Json) -> Json:
        kind = self._rules.kind_of(name)
        if kind is Kind.SAFE:
            return value
        if (
            self._in_meta
            or kind is Kind.INNOCENT
            or (name in _WORKING_DIRECTORIES and str(value).startswith("/"))
        ):
            return self._value(value)
        sensitive = self._rules.sensitive
        is_own_word = sensitive is not None and sensitive.search(name)
        return self._secret(value, kind, SENSITIVE_RULE if is_own_word else RULE)

    def _secret(self, value: Json, kind: Kind, rule: str) -> Json:
        if self._is_safe():
            return value
        if isinstance(value, str):
            return value if is_inert(value) else self._filter(value, rule)
        if value is None or isinstance(value, bool):
            return value
        if kind is Kind.SECRET:
            if not value:
                return value
            self._texts.seen += texts_in(value, self._rules.kind_of)
            self._mark(Remark(rule, "x"))
            return None
        if not isinstance(value, list):
            return self._value(value)
        return [
            self._at(str(index), item, kind, rule) if isinstance(item, str) else item
            for index, item in enumerate(value)
        ]

    def _is_safe(self) -> bool:
        if not self._safe_places:
            return False
        nodes = nodes_at(self._whole, self._path)
        around = [nodes[:end] for end in range(2, len(nodes) + 1)]
        return any(
            place.matches(part, Exposure.ALWAYS) for place in self._safe_places for part in around
        )

    def _filter(self, text: str, rule: str) -> str:
        self._texts.seen.append(text)
        self._mark(Remark(rule, "s", 0, len(FILTERED)), length=len(text))
        return FILTERED

    def _mark(self, *remarks: Remark, length: int | None = None) -> None:
        if not self._in_meta:
            self.marks.append(Mark(tuple(self._path), remarks, length))
