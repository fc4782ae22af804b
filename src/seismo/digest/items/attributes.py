"""Attributes of spans, logs and metrics: typed values by name (protocol.md 6.1)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import msgspec

from seismo.digest.normalize.agent import agent_attributes
from seismo.digest.normalize.attributes import read_environment, read_release
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.remarks import Remarks
from seismo.digest.normalize.user import AUTO, is_ip
from seismo.digest.scrub import SPAN, Shape, scrub_attributes
from seismo.model.event import Json, User
from seismo.model.project import Scrubbing

MAX_NAME = 200
MAX_TEXT = 8192
MAX_ATTRIBUTES = 500

Value: TypeAlias = str | bool | int | float | list[Any]
Values: TypeAlias = dict[str, Any]
"""A `Value` by name."""


class Attribute(msgspec.Struct, frozen=True, gc=False):
    value: Any = None
    type: Any = None


Attributes: TypeAlias = dict[str, Attribute]

_TYPES: dict[object, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "double": (float, int),
    "array": (list,),
    None: (str, bool, int, float, list),
}
_SCALARS = (str, bool, int, float)


def without_bad_ones(raw: Json) -> dict[str, Json]:
    """The entries that are objects, as attributes must be."""
    if not isinstance(raw, dict):
        return {}
    return {name: value for name, value in raw.items() if isinstance(value, dict)}


def values_of(attributes: Attributes | None) -> Values:
    """The values whose type is what they say. Any other is left out, and nothing else with it."""
    values: Values = {}
    for name, attribute in (attributes or {}).items():
        value = attribute.value
        if not name or len(name) > MAX_NAME or len(values) == MAX_ATTRIBUTES:
            continue
        if _fits(attribute.type, value):
            values[name] = value
    return values


def _fits(named: object, value: Any) -> bool:
    wanted = _TYPES.get(named) if isinstance(named, str | None) else None
    if wanted is None or not isinstance(value, wanted):
        return False
    if isinstance(value, bool):
        return bool in wanted
    return not isinstance(value, list) or all(isinstance(each, _SCALARS) for each in value)


def texts_of(values: Mapping[str, Value]) -> dict[str, str]:
    """As they are stored: text, with lists as JSON."""
    return {name: text_of(value) for name, value in values.items()}


def text_of(value: Value) -> str:
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, list):
        text = msgspec.json.encode(value).decode()
    else:
        text = str(value)
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 3] + "..."


def taken(values: Values, *names: str) -> str | None:
    """The first of these attributes that is there, as text. All of them are taken out."""
    found: str | None = None
    for name in names:
        value = values.pop(name, None)
        if found is None and value is not None and value != "":
            found = text_of(value)
    return found


class Source(NamedTuple):
    """Where a span, log or metric came from: what all of them say in the same attributes."""

    environment: str | None
    release: str | None
    server_name: str | None
    user: str | None
    replay_id: str | None
    sdk_name: str | None
    sdk_version: str | None


class IngestSettings(msgspec.Struct, frozen=True):
    """What the server may add by itself."""

    infer_ip: Any = None
    infer_user_agent: Any = None


def read_values(
    attributes: Attributes | None,
    facts: Facts,
    settings: IngestSettings,
    scrubbing: Scrubbing,
    shape: Shape = SPAN,
) -> Values:
    """What is stored of the attributes: with address and browser, where these may be inferred, and
    without secrets. `shape` says to the rules for secrets what has the attributes."""
    values = values_of(attributes)
    _infer_address(values, facts, settings.infer_ip)
    if settings.infer_user_agent == "auto":
        _infer_agent(values, facts)
    clean = scrub_attributes(values, scrubbing, shape)
    return values if clean is values else dict(clean)


def take_source(values: Values, facts: Facts) -> Source:
    """Takes out what becomes a column."""
    name, version = facts.sdk.get("name"), facts.sdk.get("version")
    return Source(
        environment=environment_of(taken(values, "sentry.environment")),
        release=release_of(taken(values, "sentry.release")),
        server_name=taken(values, "server.address"),
        user=_user_of(values).tag,
        replay_id=taken(values, "sentry.replay_id"),
        sdk_name=taken(values, "sentry.sdk.name") or _text(name),
        sdk_version=taken(values, "sentry.sdk.version") or _text(version),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _infer_address(values: Values, facts: Facts, infer_ip: object) -> None:
    known = values.get("user.ip_address")
    wanted = known == AUTO or (known is None and infer_ip == "auto")
    if not wanted:
        return
    values.pop("user.ip_address", None)
    if infer_ip != "never" and is_ip(facts.client.remote_addr):
        values["user.ip_address"] = facts.client.remote_addr


def _infer_agent(values: Values, facts: Facts) -> None:
    """Each of browser, os and device that the entry does not name itself."""
    own = values.get("user_agent.original")
    found = agent_attributes(facts, own if isinstance(own, str) else None)
    named = {kind for kind in ("browser", "os") if f"{kind}.name" in values}
    for name, text in found.items():
        if name.partition(".")[0] not in named:
            values.setdefault(name, text)


def _user_of(values: Values) -> User:
    def text(name: str) -> str | None:
        value = values.get(name)
        return None if value is None else text_of(value)

    return User(
        id=text("user.id"),
        email=text("user.email"),
        username=text("user.name"),
        ip_address=text("user.ip_address"),
    )


@lru_cache(maxsize=256)
def release_of(text: str | None) -> str | None:
    """The release, if the text can name one."""
    return read_release(text, Remarks([], {}, 0))


@lru_cache(maxsize=256)
def environment_of(text: str | None) -> str | None:
    """The environment, if the text can name one."""
    return read_environment(text, Remarks([], {}, 0))
