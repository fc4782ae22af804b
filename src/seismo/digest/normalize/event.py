"""From a `RawPayload` to an `Event`: the one way into the trusted side.

Nothing about a payload makes this fail. What cannot be used is left out and named in the event's
`errors`; what was changed is marked in its `_meta`.
"""

from typing import Any

import msgspec

from seismo.digest.normalize.agent import with_agent
from seismo.digest.normalize.attributes import (
    MAX_CHECKSUM,
    read_dist,
    read_environment,
    read_fingerprint,
    read_level,
    read_logger,
    read_modules,
    read_name,
    read_platform,
    read_release,
)
from seismo.digest.normalize.breadcrumbs import read_breadcrumbs
from seismo.digest.normalize.contexts import read_contexts
from seismo.digest.normalize.databag import CONTEXT, EXTRA, deeper_than, read_databag
from seismo.digest.normalize.debug_meta import read_debug_meta
from seismo.digest.normalize.exception import read_exceptions
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.logentry import read_logentry
from seismo.digest.normalize.payload import size_of
from seismo.digest.normalize.remarks import MAX_SHOWN, Path, Remarks
from seismo.digest.normalize.request import read_request
from seismo.digest.normalize.sdk import read_sdk
from seismo.digest.normalize.stacktrace import read_stacktrace
from seismo.digest.normalize.tags import MAX_TEXT, read_tags
from seismo.digest.normalize.threads import read_threads
from seismo.digest.normalize.timestamps import clock_drift, read_event_time, unix_of
from seismo.digest.normalize.transaction import as_transaction
from seismo.digest.normalize.user import read_user, with_address, with_remote_addr
from seismo.digest.stages import Stages, alone
from seismo.model.event import Databag, Event, EventError, Exceptions, Json, Pairs, RawPayload
from seismo.model.ids import parse_event_id

MAX_UNKNOWN = 20
MAX_META_DEPTH = 40

_ALIASES = {
    "sentry.interfaces.Exception": "exception",
    "sentry.interfaces.Stacktrace": "stacktrace",
    "sentry.interfaces.Http": "request",
    "sentry.interfaces.User": "user",
    "sentry.interfaces.Message": "logentry",
    "sentry.interfaces.Breadcrumbs": "breadcrumbs",
    "sentry.interfaces.Contexts": "contexts",
    "sentry.interfaces.Template": "template",
}

_SERVER_MADE = (
    "errors",
    "_meta",
    "received",
    "title",
    "culprit",
    "location",
    "metadata",
    "project",
    "key_id",
)
_OTHER_KINDS = (
    "csp",
    "hpkp",
    "nel",
    "user_report",
)
_NOT_KEPT = (
    "message",
    "site",
    "version",
    "grouping_config",
    "hierarchical_hashes",
    "scraping_attempts",
)
KNOWN = frozenset({*Event.__struct_encode_fields__, *_SERVER_MADE, *_OTHER_KINDS, *_NOT_KEPT})
"""Every top-level attribute that an event may have today."""
_SAID_KINDS = frozenset({"transaction", "feedback"})
"""Types that a payload says; all others show in what it has (protocol.md section 7.2)."""

_APPLE_SYSTEMS = frozenset({"ios", "ipados", "macos", "mac os x", "tvos", "watchos", "visionos"})


def normalize(payload: RawPayload, facts: Facts) -> Event:
    """The event that a payload from `payload.decode` describes. The payload is left as it is."""
    return alone(normalizing(payload, facts))


def normalizing(payload: RawPayload, facts: Facts) -> Stages[Event]:
    """What `normalize` makes of it."""
    remarks = _opened(payload)
    raw = _with_modern_names(payload, remarks)
    _report_unknown(raw, remarks)
    yield
    get = raw.get
    drift = clock_drift(facts)
    platform = read_platform(get("platform"), remarks)
    tags = read_tags(get("tags"), remarks)
    yield
    contexts = read_contexts(get("contexts"), facts, remarks)
    yield
    exception = read_exceptions(get("exception"), _is_apple(platform, contexts), remarks)
    yield
    sdk = read_sdk(get("sdk"), facts, remarks)
    request = read_request(get("request"), remarks)
    yield
    user = read_user(get("user"), remarks)
    user = with_address(user, request, sdk, platform, facts)
    yield
    kind = _kind(get("type"), exception)
    plain = _plain(raw, kind, platform, tags.attributes, remarks)
    yield
    event = Event(
        event_id=_event_id(get("event_id"), facts, remarks),
        type=kind,
        platform=platform,
        timestamp=read_event_time(get("timestamp"), facts, drift, remarks),
        received=facts.received,
        **plain,
        logentry=read_logentry(get("logentry"), remarks),
        exception=exception,
        stacktrace=read_stacktrace(get("stacktrace"), remarks, ("stacktrace",)),
        threads=read_threads(get("threads"), remarks),
        breadcrumbs=read_breadcrumbs(get("breadcrumbs"), drift, remarks),
        request=with_remote_addr(request, user),
        user=user,
        tags=_with_site(tags.pairs, get("site"), remarks),
        contexts=with_agent(contexts, request, sdk, platform, facts),
        extra=read_databag(get("extra"), EXTRA, remarks, ("extra",)) or {},
        modules=read_modules(get("modules"), remarks),
        fingerprint=read_fingerprint(get("fingerprint"), remarks),
        sdk=sdk,
        debug_meta=read_debug_meta(get("debug_meta"), remarks),
        template=_bag(raw, "template", remarks) or None,
        checksum=read_name(get("checksum"), MAX_CHECKSUM, remarks, ("checksum",)),
        errors=remarks.errors,
        meta=remarks.meta,
    )
    if kind != "transaction":
        return event
    yield
    given_end = unix_of(get("timestamp"))
    shift = drift if given_end is None else event.timestamp - given_end
    return as_transaction(event, raw, shift, remarks)


def _plain(
    raw: dict[str, Any], kind: str, platform: str, tagged: dict[str, Json], remarks: Remarks
) -> dict[str, Any]:
    """The fields that are a word or a short text; `tagged` are those that came as tags."""
    get = raw.get
    level = "info" if kind in _SAID_KINDS else "error"
    return {
        "level": read_level(get("level"), level, remarks, ("level",)),
        "logger": read_logger(get("logger"), platform, remarks),
        "transaction": read_name(get("transaction"), MAX_TEXT, remarks, ("transaction",)),
        "transaction_info": _bag(raw, "transaction_info", remarks) or None,
        "server_name": read_name(get("server_name"), MAX_TEXT, remarks, ("server_name",)),
        "release": read_release(_set(get("release"), tagged.get("release")), remarks),
        "dist": read_dist(_set(get("dist"), tagged.get("dist")), remarks),
        "environment": read_environment(
            _set(get("environment"), tagged.get("environment")), remarks
        ),
    }


def _kind(raw: Json, exception: Exceptions | None) -> str:
    if isinstance(raw, str) and raw in _SAID_KINDS:
        return raw
    return "error" if exception else "default"


def _opened(payload: RawPayload) -> Remarks:
    """Remarks that start with the payload's own errors and marks."""
    meta = payload.get("_meta")
    if not isinstance(meta, dict):
        meta = {}
    too_deep = deeper_than(meta, MAX_META_DEPTH)
    errors = _own_errors(payload.get("errors"))
    remarks = Remarks(errors, {} if too_deep else meta, size_of(payload))
    if too_deep:
        remarks.invalid(("_meta",), None, "it is nested too deeply")
    return remarks


def _own_errors(raw: Json) -> list[EventError]:
    errors: list[EventError] = []
    for entry in raw if isinstance(raw, list) else ():
        try:
            error = msgspec.convert(entry, EventError)
        except msgspec.ValidationError:
            continue
        texts = (error.type, error.name or "", error.reason or "")
        if max(map(len, texts)) <= MAX_SHOWN and not isinstance(error.value, dict | list):
            errors.append(error)
    return errors


def _with_modern_names(payload: RawPayload, remarks: Remarks) -> dict[str, Any]:
    """The payload with the interfaces' long names of old, and `message`, brought to today's."""
    aliases = {old: new for old, new in _ALIASES.items() if old in payload}
    message = payload.get("message")
    if not aliases and message is None:
        return payload
    raw = {key: value for key, value in payload.items() if key not in aliases}
    for old, new in aliases.items():
        if raw.get(new) is None:
            raw[new] = payload[old]
    if raw.get("logentry") is None and message is not None:
        raw["logentry"] = message if isinstance(message, dict) else {"formatted": message}
        aliases["message"] = "logentry"
    places: dict[str, Path] = {key: (aliases.get(key, key),) for key in remarks.marked(())}
    if "message" in places and not isinstance(message, dict):
        places["message"] = ("logentry", "formatted")
    remarks.remap((), places)
    return raw


def _report_unknown(raw: dict[str, Any], remarks: Remarks) -> None:
    unknown = [name for name in raw if name not in KNOWN and raw[name] is not None]
    for name in unknown[:MAX_UNKNOWN]:
        reason = "this attribute is not known and was left out"
        remarks.add(EventError("invalid_attribute", name[:MAX_SHOWN], reason=reason))


def _event_id(raw: Json, facts: Facts, remarks: Remarks) -> str:
    if raw is not None and parse_event_id(raw) is None:
        remarks.invalid(("event_id",), raw, "expected 32 hexadecimal digits")
    return facts.event_id


def _is_apple(platform: str, contexts: dict[str, Databag]) -> bool:
    if platform in ("cocoa", "objc"):
        return True
    system = contexts.get("os", {}).get("name")
    return isinstance(system, str) and system.lower() in _APPLE_SYSTEMS


def _set(value: Json, fallback: Json) -> Json:
    return fallback if fallback is not None and value in (None, "") else value


def _bag(raw: dict[str, Any], name: str, remarks: Remarks) -> Databag | None:
    return read_databag(raw.get(name), CONTEXT, remarks, (name,))


def _with_site(tags: Pairs, raw: Json, remarks: Remarks) -> Pairs:
    """The tags with the attribute `site`, which has no other place."""
    site = read_name(raw, MAX_TEXT, remarks, ("site",))
    if site is None or any(key == "site" for key, _ in tags):
        return tags
    return [*tags, ("site", site)]
