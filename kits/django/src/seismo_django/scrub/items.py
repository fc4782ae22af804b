"""What each type of item is made of: which parts hold what users and programs said, and which cannot."""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from seismo_django.scrub.frames import frame
from seismo_django.scrub.names import is_session_cookie
from seismo_django.scrub.personal import Privacy
from seismo_django.scrub.said import secret_arguments
from seismo_django.scrub.spans import Cleaned, Remark
from seismo_django.scrub.sql import parameterised, query_in
from seismo_django.scrub.walk import Changed, Part, Walker, named, noted, removed

Json: TypeAlias = Any

_PARAMETER = re.compile(r"sentry\.message\.parameters?\.([0-9]{1,3})")
_TEMPLATE = "sentry.message.template"
_COOKIE_RULE = "@cookie:filter"
_SQL_RULE = "@sql:filter"
_STATEMENTS = frozenset(("db.query.text", "db.statement", "sentry.description"))
_PRIVACY_RULE = "@privacy:filter"


def nothing(walker: Walker, value: Json) -> None:
    """A part that no user and no program writes freely."""


def _known(*names: str) -> dict[str, Part]:
    return dict.fromkeys(names, nothing)


def _frames(walker: Walker, value: Json) -> Changed | None:
    return walker.parts(value, {"frames": lambda walker, frames: walker.each(frames, frame)})


def _values(part: Part) -> Part:
    """A list that may stand in an object as its `values`."""

    def walk(walker: Walker, value: Json) -> Changed | None:
        if isinstance(value, dict):
            return walker.parts(value, {"values": lambda walker, values: walker.each(values, part)})
        return walker.each(value, part)

    return walk


def _parted(parts: Mapping[str, Part]) -> Part:
    return lambda walker, value: walker.parts(value, parts)


def _cookies(walker: Walker, value: Json) -> Changed | None:
    """All of them, as some of them are logins; with PRIVACY full only those that are known to be."""
    if not isinstance(value, dict):
        return removed(_COOKIE_RULE) if value else None
    is_full = walker.rules.privacy is Privacy.FULL
    return named(
        value,
        {
            name: walker.value(text)
            if is_full and not is_session_cookie(str(name))
            else walker.secret(text, _COOKIE_RULE)
            for name, text in value.items()
        },
    )


def _body(walker: Walker, value: Json) -> Changed | None:
    if walker.rules.privacy is Privacy.STRICT:
        return removed(_PRIVACY_RULE) if value else None
    return walker.value(value)


def _user(walker: Walker, value: Json) -> Changed | None:
    """Fields that may leave are left alone, and those that may not are not there at all."""
    if not isinstance(value, dict):
        return walker.value(value)
    kept = {name: field for name, field in value.items() if walker.rules.keeps(name)}
    changed = walker.parts(kept, _known(*(walker.rules.user_fields - {"id"})))
    if changed is not None:
        return changed
    return Changed(kept, {}) if len(kept) < len(value) else None


def _logentry(walker: Walker, value: Json) -> Changed | None:
    """A secret argument also stands in the text that was made with it."""
    if not isinstance(value, dict):
        return walker.value(value)
    template, arguments = value.get("message"), value.get("params")
    changes = {
        name: walker.member(name, field) for name, field in value.items() if name != "params"
    }
    if isinstance(arguments, list) and isinstance(template, str):
        secret = secret_arguments(template, walker.kind_of)
        changes["params"] = walker.at(arguments, secret)
        told = [str(arguments[index]) for index in secret if index < len(arguments)]
        changes["formatted"] = walker.without(value.get("formatted"), told)
    else:
        changes["params"] = walker.value(arguments)
    return named(value, changes)


def _attributes(walker: Walker, value: Json) -> Changed | None:
    """`{name: {"value": ..., "type": ...}}`, of logs, metrics and spans."""
    if not isinstance(value, dict):
        return walker.value(value)
    template = _plain(value.get(_TEMPLATE))
    secret = (
        secret_arguments(template, walker.kind_of) if isinstance(template, str) else frozenset()
    )
    changes: dict[str, Changed | None] = {}
    for name, attribute in value.items():
        place = _PARAMETER.fullmatch(name)
        is_secret = place is not None and int(place[1]) in secret
        inner = _plain(attribute)
        if is_secret:
            change = walker.secret(inner)
        else:
            change = _sql(walker, inner) if name in _STATEMENTS else walker.member(name, inner)
        if change is not None and attribute is not inner:
            change = Changed({"value": change.value, "type": "string"}, {"value": change.notes})
        changes[name] = change
    return named(value, changes)


def _plain(attribute: Json) -> Json:
    is_typed = isinstance(attribute, dict) and "value" in attribute and "type" in attribute
    return attribute["value"] if is_typed else attribute


def _log(walker: Walker, value: Json) -> Changed | None:
    told = _told_secrets(value, walker)
    return walker.parts(value, {**_LOG, "body": lambda walker, body: walker.without(body, told)})


def _told_secrets(log: Json, walker: Walker) -> list[str]:
    attributes = log.get("attributes") if isinstance(log, dict) else None
    template = _plain(attributes.get(_TEMPLATE)) if isinstance(attributes, dict) else None
    if not isinstance(template, str) or not isinstance(attributes, dict):
        return []
    secret = secret_arguments(template, walker.kind_of)
    return [
        str(_plain(attribute))
        for name, attribute in attributes.items()
        if (place := _PARAMETER.fullmatch(name)) is not None and int(place[1]) in secret
    ]


def _sql(walker: Walker, value: Json) -> Changed | None:
    changed = walker.value(value)
    cleaned = value if changed is None else changed.value
    query = parameterised(cleaned) if isinstance(cleaned, str) else None
    if query is None:
        return changed
    return noted(Cleaned(query, (Remark(_SQL_RULE, "s", 0, len(query)),)), len(value))


def _with_sql(parts: Mapping[str, Part]) -> Part:
    """A breadcrumb or a span; the one of a query holds SQL."""

    def walk(walker: Walker, value: Json) -> Changed | None:
        name = query_in(value) if isinstance(value, dict) else None
        return walker.parts(value, {**parts, name: _sql} if name else parts)

    return walk


def _feedback(walker: Walker, value: Json) -> Changed | None:
    """Who writes to support wants to be answered: the address and the name stay."""
    return walker.parts(value, {"feedback": _parted(_known("contact_email", "name"))})


_IDS = _known("event_id", "span_id", "trace_id", "parent_span_id", "segment_id", "timestamp")
_TIMES = _known("start_timestamp", "level", "type", "platform", "status", "severity_number")
_EXCEPTION = _known("type", "module") | {"stacktrace": _frames}
_REQUEST = _known("method") | {"cookies": _cookies, "data": _body}
_SPAN = _IDS | _TIMES | _known("op", "origin") | {"attributes": _attributes, "data": _attributes}
_CRUMB = _known("timestamp", "type", "category", "level")
_LOG = _IDS | _TIMES | {"attributes": _attributes}
_EVENT: dict[str, Part] = {
    **_IDS,
    **_TIMES,
    **_known("modules", "sdk", "release", "dist", "environment", "_meta", "profile", "debug_meta"),
    "exception": _values(_parted(_EXCEPTION)),
    "threads": _values(_parted({"stacktrace": _frames})),
    "stacktrace": _frames,
    "breadcrumbs": _values(_with_sql(_CRUMB)),
    "request": _parted(_REQUEST),
    "user": _user,
    "logentry": _logentry,
    "spans": lambda walker, spans: walker.each(spans, _with_sql(_SPAN)),
}
_BATCH: Callable[[Part], Part] = lambda part: _parted(  # noqa: E731
    {"items": lambda walker, items: walker.each(items, part)}
)
_PAYLOADS: dict[str, Part] = {
    "event": _parted(_EVENT),
    "transaction": _parted(_EVENT),
    "feedback": _parted({**_EVENT, "contexts": _feedback}),
    "log": _BATCH(_log),
    "span": _BATCH(_with_sql(_SPAN)),
    "trace_metric": _BATCH(_parted(_LOG)),
    "profile": _parted(_known("profile", "debug_meta", "event_id", "timestamp")),
    "profile_chunk": _parted(_known("profile", "debug_meta", "chunk_id", "profiler_id")),
    "session": _parted(_known("sid", "status", "started", "timestamp")),
    "client_report": nothing,
}
NOTED = frozenset(("event", "transaction"))
"""Items that say in `_meta` what was changed."""


def scrubbed(kind: str, walker: Walker, payload: Json) -> Changed | None:
    """None when nothing in it is secret. A type that the kit does not know is walked as any object."""
    changed = _PAYLOADS.get(kind, Walker.value)(walker, payload)
    if changed is None or kind not in NOTED or not changed.notes:
        return changed
    notes = _united(payload.get("_meta") or {}, changed.notes)
    return Changed(changed.value | {"_meta": notes}, changed.notes)


def _united(notes: Json, added: Json) -> Json:
    """What the SDK noted and what was done since."""
    united = dict(notes) if isinstance(notes, dict) else {}
    for name, note in added.items():
        if name == "":
            earlier = united.get("") or {}
            remarks = [*(earlier.get("rem") or []), *note["rem"]]
            united[""] = {**note, **earlier, "rem": remarks}
        else:
            united[name] = _united(united.get(name), note)
    return united
