"""What happened before the event."""

from typing import Any

import msgspec
from msgspec.structs import replace

from seismo.digest.normalize.attributes import read_level
from seismo.digest.normalize.databag import BREADCRUMB, read_databag
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import keep_places, read_text, read_values
from seismo.digest.normalize.timestamps import read_time
from seismo.model.event import Breadcrumb, Breadcrumbs, Databag, Json

MAX_BREADCRUMBS = 500
MAX_MESSAGE = 8192
MAX_TEXT = 256


def read_breadcrumbs(raw: Json, drift: float, remarks: Remarks) -> Breadcrumbs | None:
    """In the order of the payload, the newest MAX_BREADCRUMBS; times are corrected by the drift."""
    given: list[Any] = read_values(raw, remarks, ("breadcrumbs",))
    at: Path = ("breadcrumbs", "values")
    if (total := len(given)) > MAX_BREADCRUMBS:
        keep_places([*range(total - MAX_BREADCRUMBS, total)], remarks, at)
        remarks.dropped(at, total)
        given = given[-MAX_BREADCRUMBS:]
    read = _finished if given and isinstance(given[0], Breadcrumb) else _read_breadcrumb
    values = [read(entry, drift, remarks, (*at, index)) for index, entry in enumerate(given)]
    return Breadcrumbs(values) if values else None


def _finished(given: Breadcrumb, drift: float, remarks: Remarks, at: Path) -> Breadcrumb:
    """A breadcrumb that `wire.decode` has read already."""
    if not drift and type(given.data) is not dict:
        return given
    data: Json = given.data
    data = data if type(data) is msgspec.Raw else _data(data, remarks, at)
    return replace(
        given, timestamp=read_time(given.timestamp, drift, remarks, (*at, "timestamp")), data=data
    )


def _read_breadcrumb(raw: Databag, drift: float, remarks: Remarks, at: Path) -> Breadcrumb:
    get = raw.get
    return Breadcrumb(
        timestamp=read_time(get("timestamp"), drift, remarks, (*at, "timestamp")),
        type=read_text(raw, "type", MAX_TEXT, remarks, at) or "default",
        category=read_text(raw, "category", MAX_TEXT, remarks, at),
        level=read_level(get("level"), "info", remarks, (*at, "level")),
        message=read_text(raw, "message", MAX_MESSAGE, remarks, at),
        data=_data(get("data"), remarks, at),
        event_id=read_text(raw, "event_id", MAX_TEXT, remarks, at),
    )


def _data(raw: Json, remarks: Remarks, at: Path) -> Databag | None:
    return read_databag(raw, BREADCRUMB, remarks, (*at, "data"))
