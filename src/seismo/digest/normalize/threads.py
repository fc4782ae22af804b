"""The threads of an event."""

from seismo.digest.normalize.databag import CONTEXT, read_databag
from seismo.digest.normalize.exception import read_thread_id
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import read_flag, read_text, read_values
from seismo.digest.normalize.stacktrace import read_stacktrace
from seismo.model.event import Databag, Json, Thread, Threads

MAX_TEXT = 1024


def read_threads(raw: Json, remarks: Remarks) -> Threads | None:
    """From an object with `values` or a bare list."""
    given = read_values(raw, remarks, ("threads",))
    values = [
        _read_thread(entry, remarks, ("threads", "values", index))
        for index, entry in enumerate(given)
    ]
    return Threads(values) if values else None


def _read_thread(raw: Databag, remarks: Remarks, at: Path) -> Thread:
    return Thread(
        id=read_thread_id(raw.get("id"), remarks, (*at, "id")),
        name=read_text(raw, "name", MAX_TEXT, remarks, at),
        crashed=read_flag(raw.get("crashed"), remarks, (*at, "crashed")),
        current=read_flag(raw.get("current"), remarks, (*at, "current")),
        main=read_flag(raw.get("main"), remarks, (*at, "main")),
        state=read_text(raw, "state", MAX_TEXT, remarks, at),
        held_locks=read_databag(raw.get("held_locks"), CONTEXT, remarks, (*at, "held_locks")),
        stacktrace=read_stacktrace(raw.get("stacktrace"), remarks, (*at, "stacktrace")),
        raw_stacktrace=read_stacktrace(raw.get("raw_stacktrace"), remarks, (*at, "raw_stacktrace")),
    )
