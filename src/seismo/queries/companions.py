"""What came with an event or is about it: files, what users wrote, replays."""

from dataclasses import dataclass

from seismo.catalog.stored import keeps_any
from seismo.model.event import Event
from seismo.model.ids import EventId
from seismo.model.retention import Kind
from seismo.ports.stores import Stores
from seismo.queries.activity import parsed

USER_REPORT = "user_report"
IMAGES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
"""Types of pictures that hold no script, and how such a file begins."""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    offset: int
    row: int
    """With the offset, what names the file among those of its event."""
    name: str
    content_type: str
    attachment_type: str
    size: int
    """Bytes."""

    @property
    def is_image(self) -> bool:
        """Whether it says that it is a picture that a browser may draw."""
        return self.content_type in IMAGES


@dataclass(frozen=True, slots=True)
class Feedback:
    message: str
    name: str | None
    email: str | None
    source: str
    moment: float
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class Replay:
    replay_id: str
    segments: int
    began: float
    """Unix seconds."""
    seconds: float
    urls: list[str]


@dataclass(frozen=True, slots=True)
class Companions:
    files: list[AttachedFile]
    feedback: list[Feedback]
    replays: list[Replay]


_COMPANIONS = parsed(
    """
    WITH segments AS (
        SELECT
            replay_id,
            count(*) AS segments,
            min(coalesce(start_timestamp, "timestamp")) AS began,
            max("timestamp") AS ended,
            list_distinct(flatten(list(urls))) AS urls
        FROM replays
        WHERE project_id = :project_id
            AND (replay_id = :replay_id OR list_contains(error_ids, :event_id))
        GROUP BY replay_id
    )
    SELECT
        (SELECT list({'offset': "offset", 'row': "row", 'name': name,
                'content_type': content_type, 'attachment_type': attachment_type,
                'size': size} ORDER BY "offset", "row")
            FROM attachments WHERE project_id = :project_id AND event_id = :event_id) AS files,
        (SELECT list({'message': message, 'name': name, 'email': email, 'source': source,
                'moment': epoch("timestamp")} ORDER BY "timestamp", "offset")
            FROM feedback
            WHERE project_id = :project_id AND associated_event_id = :event_id) AS feedback,
        (SELECT list({'replay_id': replay_id, 'segments': segments,
                'began': epoch(began), 'seconds': epoch(ended) - epoch(began), 'urls': urls} ORDER BY began)
            FROM segments) AS replays
    """
)


_KINDS = (Kind.ATTACHMENTS, Kind.FEEDBACK, Kind.REPLAYS)


def companions_of(stores: Stores, project_id: int, event: Event) -> Companions:
    """One query for all: each of the tables is small, and asking costs more than looking."""
    if not keeps_any(project_id, _KINDS):
        return Companions([], [], [])
    values = {
        "project_id": project_id,
        "event_id": event.event_id,
        "replay_id": event.contexts.get("replay", {}).get("replay_id"),
    }
    [(files, feedback, replays)] = stores.eventstore.select(_COMPANIONS, values)
    return Companions(
        files=[AttachedFile(**each) for each in files or ()],
        feedback=_latest_reports([Feedback(**each) for each in feedback or ()]),
        replays=[Replay(**each) for each in replays or ()],
    )


def _latest_reports(feedback: list[Feedback]) -> list[Feedback]:
    """Of the user reports only the last: the field's word for editing one is sending it again."""
    reports = [each for each in feedback if each.source == USER_REPORT]
    return [each for each in feedback if each.source != USER_REPORT or each is reports[-1]]


_FILE = parsed(
    """
    SELECT name, blob FROM attachments
    WHERE project_id = :project_id AND event_id = :event_id
        AND "offset" = :offset AND "row" = :row
    """
)


def file_of(
    stores: Stores, project_id: int, event_id: EventId, place: tuple[int, int]
) -> tuple[str, bytes] | None:
    """Name and content of the file at an offset and row; None when the event has no such file."""
    values = {"project_id": project_id, "event_id": event_id}
    rows = stores.eventstore.select(
        _FILE, values | dict(zip(("offset", "row"), place, strict=True))
    )
    if not rows:
        return None
    name, blob = rows[0]
    return name, stores.blobs.open(blob)
