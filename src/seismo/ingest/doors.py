"""Every endpoint: which requests it takes, how they are accepted, and what is answered."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from seismo.ingest.accept import (
    Ingest,
    Receipt,
    Request,
    accept,
    accept_event,
    accept_event_of_query,
)
from seismo.ingest.answer import Answer, accepted, crash_id, empty, pixel, quiet
from seismo.ingest.translated import accept_translated
from seismo.model.outcome import DataCategory
from seismo.protocol.doors import attachments, cron, minidump, nel, security
from seismo.protocol.doors.otlp import translation as otlp
from seismo.protocol.doors.posted import Translate
from seismo.protocol.limits import (
    MAX_CHECK_IN_BYTES,
    MAX_CONTAINER_BYTES,
    MAX_ENVELOPE_BYTES,
    MAX_STORE_BYTES,
)


@dataclass(frozen=True, slots=True)
class Door:
    name: str
    limit: int
    """Bytes of a body as received."""
    accept: Callable[[Ingest, Request], Awaitable[Receipt]]
    answer: Callable[[Receipt], Answer]
    category: DataCategory = DataCategory.ERROR
    """What a refused request is counted as."""


@dataclass(frozen=True, slots=True)
class Route:
    """What a path leads to."""

    doors: Mapping[str, Door]
    """By HTTP method."""
    path: tuple[str, ...] = ()
    """The parts of this path that vary."""
    path_key: str | None = None
    """The DSN key, when this path has it."""
    needs_project: bool = True
    """Whether the path must name the project."""

    @property
    def methods(self) -> str:
        return ", ".join(sorted(self.doors))


def _translating(
    name: str,
    translate: Translate,
    limit: int,
    answer: Callable[[Receipt], Answer],
    category: DataCategory,
) -> Door:
    accept_it = partial(accept_translated, translate=translate, limit=limit)
    return Door(name, limit, accept_it, answer, category)


ENVELOPE = Door("envelope", MAX_ENVELOPE_BYTES, accept, accepted)
STORE = Door("store", MAX_STORE_BYTES, accept_event, accepted)
_PIXEL = Door("store", MAX_STORE_BYTES, accept_event_of_query, pixel)
_SECURITY = _translating(
    "security",
    security.translate,
    MAX_STORE_BYTES,
    partial(empty, status=200),
    DataCategory.SECURITY,
)
_CRON = _translating(
    "cron", cron.translate, MAX_CHECK_IN_BYTES, partial(quiet, status=202), DataCategory.MONITOR
)
_OTLP_TRACES = _translating(
    "otlp-traces",
    otlp.translate_traces,
    MAX_CONTAINER_BYTES,
    partial(empty, status=202),
    DataCategory.SPAN,
)
_OTLP_LOGS = _translating(
    "otlp-logs",
    otlp.translate_logs,
    MAX_CONTAINER_BYTES,
    partial(quiet, status=202),
    DataCategory.LOG_ITEM,
)
_MINIDUMP = Door(
    "minidump",
    MAX_ENVELOPE_BYTES,
    # Never inline: the file in a small form may be compressed and large.
    partial(accept_translated, translate=minidump.translate, limit=MAX_ENVELOPE_BYTES, inline=0),
    crash_id,
)
_NEL = _translating(
    "nel",
    nel.translate,
    MAX_STORE_BYTES,
    partial(empty, status=200),
    DataCategory.LOG_ITEM,
)
_ATTACHMENTS = _translating(
    "attachments",
    attachments.translate,
    MAX_ENVELOPE_BYTES,
    partial(empty, status=201),
    DataCategory.ATTACHMENT,
)
_CRON_METHODS: Mapping[str, Door] = {"GET": _CRON, "POST": _CRON}

_ROUTES: Mapping[str, Route] = {
    "envelope": Route({"POST": ENVELOPE}),
    "store": Route({"GET": _PIXEL, "POST": STORE}, needs_project=False),
    "security": Route({"POST": _SECURITY}),
    "csp-report": Route({"POST": _SECURITY}),
    "minidump": Route({"POST": _MINIDUMP}),
    "nel": Route({"POST": _NEL}),
    "integration/otlp/v1/traces": Route({"POST": _OTLP_TRACES}),
    "integration/otlp/v1/logs": Route({"POST": _OTLP_LOGS}),
    "otlp/v1/traces": Route({"POST": _OTLP_TRACES}),
    "otlp/v1/logs": Route({"POST": _OTLP_LOGS}),
}
NAMES: tuple[str, ...] = (*_ROUTES, "cron/<monitor>", "events/<event id>/attachments")
"""As people write them, behind `/api/<project id>/`."""
NOT_OFFERED = frozenset(("playstation", "unreal", "upload"))
"""Doors of Sentry's that this version has not: what is sent there is lost, and people should see it."""


def find_route(name: str) -> Route | None:
    """`name` is the path behind the project id, without slashes at its ends."""
    route = _ROUTES.get(name)
    if route is not None:
        return route
    match name.split("/"):
        case ["cron", slug]:
            return Route(_CRON_METHODS, (slug,))
        case ["cron", slug, public_key]:
            return Route(_CRON_METHODS, (slug,), public_key)
        case ["events", event_id, "attachments"]:
            return Route({"POST": _ATTACHMENTS}, (event_id,))
        case _:
            return None
