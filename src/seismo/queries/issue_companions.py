"""What came with any event of an issue: files, what users wrote, replays. The newest first."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlglot import exp

from seismo.catalog.models import Issue
from seismo.ports.stores import Stores
from seismo.queries.activity import OWN, own_values, parsed
from seismo.queries.companions import AttachedFile, Feedback, Replay

SHOWN = 100


@dataclass(frozen=True, slots=True)
class FileOfIssue:
    event_id: str
    moment: datetime
    file: AttachedFile


@dataclass(frozen=True, slots=True)
class FeedbackOfIssue:
    event_id: str
    feedback: Feedback


@dataclass(frozen=True, slots=True)
class ReplayOfIssue:
    event_id: str
    """Of the newest event that happened in it."""
    replay: Replay


def _about_own(text: str) -> exp.Query:
    """`own` stands for the ids of the events of one issue."""
    return parsed(
        f"""
        WITH own AS (SELECT event_id FROM events WHERE {OWN})
        {text}
        """  # noqa: S608 - constants
    )


_FILES = _about_own(
    """
    SELECT event_id, "timestamp", "offset", "row", name, content_type, attachment_type, size
    FROM attachments
    WHERE project_id = :project_id AND event_id IN (SELECT event_id FROM own)
    ORDER BY "timestamp" DESC, "offset" DESC, "row" LIMIT :shown
    """
)
_FEEDBACK = _about_own(
    """
    SELECT associated_event_id, message, name, email, source, epoch("timestamp")
    FROM feedback
    WHERE project_id = :project_id AND associated_event_id IN (SELECT event_id FROM own)
    ORDER BY "timestamp" DESC, "offset" DESC LIMIT :shown
    """
)
_REPLAYS = _about_own(
    """
    , segments AS (
        SELECT
            replay_id, urls, "timestamp", segment_id, unnest(error_ids) AS error_id,
            coalesce(start_timestamp, "timestamp") AS began
        FROM replays WHERE project_id = :project_id
    )
    SELECT
        arg_max(error_id, "timestamp"),
        replay_id,
        count(DISTINCT segment_id),
        epoch(min(began)) AS began,
        epoch(max("timestamp")) - epoch(min(began)),
        list_distinct(flatten(list(urls)))
    FROM segments WHERE error_id IN (SELECT event_id FROM own)
    GROUP BY replay_id ORDER BY began DESC LIMIT :shown
    """
)


def attachments_of_issue(stores: Stores, issue: Issue) -> list[FileOfIssue]:
    return [
        FileOfIssue(event_id, moment.replace(tzinfo=UTC), AttachedFile(*file))
        for event_id, moment, *file in _select(stores, issue, _FILES)
    ]


def feedback_of_issue(stores: Stores, issue: Issue) -> list[FeedbackOfIssue]:
    return [
        FeedbackOfIssue(event_id, Feedback(*feedback))
        for event_id, *feedback in _select(stores, issue, _FEEDBACK)
    ]


def replays_of_issue(stores: Stores, issue: Issue) -> list[ReplayOfIssue]:
    return [
        ReplayOfIssue(event_id, Replay(*replay))
        for event_id, *replay in _select(stores, issue, _REPLAYS)
    ]


def _select(stores: Stores, issue: Issue, query: exp.Query) -> list[tuple[Any, ...]]:
    return stores.eventstore.select(query, {"shown": SHOWN} | own_values(issue))
