"""What the parts of an item are, for selectors: their types, and how easily a rule reaches them.

The exposure of each field is the one that users of the field's tools know (semantics.md section 3.2).
"""

from dataclasses import dataclass, field

from seismo.digest.scrub.advanced.selectors import Exposure


@dataclass(frozen=True, slots=True)
class Shape:
    exposure: Exposure
    types: frozenset[str] = frozenset()
    fields: "dict[str, Shape]" = field(default_factory=dict)
    other: "Shape | None" = None
    """Of every other field, and of the items of a list; None where no rule reaches them."""

    def of(self, name: str) -> "Shape | None":
        return self.fields.get(name, self.other)


class _Endless(Shape):
    """Whatever is in it is like itself."""

    def of(self, name: str) -> Shape:
        return self


_ALWAYS = _Endless(Exposure.ALWAYS)
_NAMED = _Endless(Exposure.NAMED)


def _types(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _part(types: str, fields: dict[str, Shape], other: Shape | None = None) -> Shape:
    return Shape(Exposure.NEVER, _types(types), fields, other)


def _values(item: Shape) -> Shape:
    return _part("", {"values": _part("", {}, item)}, item)


_FRAME = _part(
    "frame",
    {
        "vars": _ALWAYS,
        "data": _ALWAYS,
        "lock": _ALWAYS,
        **dict.fromkeys(
            (
                "filename",
                "abs_path",
                "module",
                "package",
                "context_line",
                "pre_context",
                "post_context",
            ),
            _NAMED,
        ),
    },
)
_STACK = _part("stack stacktrace", {"frames": _part("", {}, _FRAME), "registers": _NAMED})
_STACKS = {"stacktrace": _STACK, "raw_stacktrace": _STACK}
_EXCEPTION = _part(
    "error exception",
    {
        "value": _ALWAYS,
        "mechanism": _part("", {"data": _ALWAYS, "description": _ALWAYS}),
        **_STACKS,
    },
)
_THREAD = _part("thread", {"name": _NAMED, "held_locks": _ALWAYS, **_STACKS})
_REQUEST = Shape(
    Exposure.NAMED,
    _types("http request"),
    {
        "url": _NAMED,
        "fragment": _ALWAYS,
        **dict.fromkeys(("query_string", "headers", "cookies", "data", "env"), _ALWAYS),
    },
)
_SPAN_FIELDS: dict[str, Shape] = {
    "description": _NAMED,
    "name": _NAMED,
    "data": _ALWAYS,
    "attributes": _ALWAYS,
    "tags": _NAMED,
    "sentry_tags": _NAMED,
}
_SPAN = _part("span", _SPAN_FIELDS)
_MESSAGE = _Endless(Exposure.ALWAYS, _types("message"))
_CONTEXTS = Shape(
    Exposure.NAMED,
    fields=dict.fromkeys(
        _types("app browser cloud_resource culture device gpu os response runtime trace"), _NAMED
    ),
    other=_ALWAYS,
)
_UNREACHED = _types(
    """
    event_id type level platform timestamp start_timestamp received title location metadata logger
    transaction transaction_info release dist environment modules fingerprint checksum errors meta _meta
    measurements breakdowns
    """
)

_WRITTEN = _types("comments email ip_address message name user_agent")
"""Fields of user reports and sessions."""

EVENT = Shape(
    Exposure.NEVER,
    _types("event"),
    {
        **dict.fromkeys(_UNREACHED, Shape(Exposure.NEVER)),
        "culprit": _NAMED,
        "server_name": _ALWAYS,
        "logentry": _part(
            "logentry", {"message": _MESSAGE, "formatted": _MESSAGE, "params": _ALWAYS}
        ),
        "exception": _values(_EXCEPTION),
        "stacktrace": _STACK,
        "threads": _values(_THREAD),
        "breadcrumbs": Shape(
            Exposure.NAMED,
            fields={
                "values": _part("", {}, _part("breadcrumb", {"message": _ALWAYS, "data": _ALWAYS}))
            },
        ),
        "request": _REQUEST,
        "user": Shape(Exposure.NAMED, _types("user"), other=_ALWAYS),
        "tags": _NAMED,
        "contexts": _CONTEXTS,
        "extra": _ALWAYS,
        "sdk": _part("sdk", {"client_ip": _ALWAYS}),
        "debug_meta": _NAMED,
        "template": _ALWAYS,
        "spans": _part("", {}, _SPAN),
        **dict.fromkeys(_WRITTEN, _ALWAYS),
    },
    _NAMED,
)
SPAN = _part("span", _SPAN_FIELDS)
LOG = _part("log", {"body": _MESSAGE, "attributes": _ALWAYS})
METRIC = _part("metric", {"attributes": _ALWAYS})
