"""Sessions: updates of one, and numbers of alike ones (protocol.md 6.2)."""

from collections.abc import Iterator
from typing import Any

from seismo.digest.items.attributes import environment_of, release_of
from seismo.digest.items.fields import bag, count, number, text
from seismo.digest.items.results import came_from, lost, unreadable
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.payload import decode
from seismo.digest.normalize.sdk import of_sender
from seismo.digest.normalize.timestamps import MAX_SECONDS_IN_FUTURE, clock_drift, unix_of
from seismo.digest.place import Place
from seismo.digest.scrub import scrub_document
from seismo.digest.written import written
from seismo.model.digested import DigestedItem
from seismo.model.ids import parse_event_id
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.project import ProjectRules
from seismo.model.telemetry import SessionRow
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson

MAX_AGE = 5 * 24 * 3600
"""Seconds since the start of a session that is still counted."""
MAX_BUCKETS = 1000
LAST_IN_SEQUENCE = 2**53
"""SDKs number the updates of a session from 0, or by the clock in milliseconds."""
DEFAULT_ENVIRONMENT = "production"

STATUSES = ("ok", "exited", "errored", "crashed", "abnormal", "unhandled")


class InvalidSession(ValueError):
    """The payload is no session; `str(error)` says what it lacks."""


def digest(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> DigestedItem | Dropped:
    try:
        payload = decode(bytes(item.payload))
        payload["attrs"] = scrub_document(bag(payload.get("attrs")), rules.scrubbing)
        read = _of_buckets if item.type == "sessions" else _of_update
        rows = list(read(payload, facts, place))
    except InvalidJson as error:
        return unreadable(error, item)
    except InvalidSession as error:
        return lost(item, Reason.INVALID_SESSION, f"{error}")
    return DigestedItem(
        row=place.row,
        quantities=((DataCategory.SESSION, 1),),
        rows=written(rows),
        came_from=came_from(rows[:1]),
    )


def _of_update(payload: dict[str, Any], facts: Facts, place: Place) -> Iterator[SessionRow]:
    sid = parse_event_id(payload.get("sid"))
    if sid is None:
        raise InvalidSession("it has no sid that is a UUID")
    status = payload.get("status", "ok")
    if status not in STATUSES:
        raise InvalidSession(f"its status is none of {', '.join(STATUSES)}")
    attributes = bag(payload.get("attrs"))
    start, shift = _start(payload.get("started"), facts)
    moment = unix_of(payload.get("timestamp"))
    sdk_name, sdk_version = _sdk(facts)
    yield SessionRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        project_id=place.project_id,
        received=facts.received,
        timestamp=start if moment is None else moment + shift,
        sid=sid,
        did=text(payload.get("did")),
        sequence=count(payload.get("seq"), LAST_IN_SEQUENCE),
        is_init=payload.get("init") is True,
        status=status,
        errors=max(count(payload.get("errors")), int(status == "errored")),
        quantity=1,
        start_timestamp=start,
        duration=number(payload.get("duration")),
        abnormal_mechanism=text(payload.get("abnormal_mechanism")),
        release=_release(attributes),
        environment=_environment(attributes),
        user_agent=text(attributes.get("user_agent")),
        sdk_name=sdk_name,
        sdk_version=sdk_version,
    )


def _of_buckets(payload: dict[str, Any], facts: Facts, place: Place) -> Iterator[SessionRow]:
    """A row for each way in which sessions of a bucket ended. Buckets out of time are left out."""
    attributes = bag(payload.get("attrs"))
    release, environment = _release(attributes), _environment(attributes)
    buckets = payload.get("aggregates")
    counted = [
        (bucket, status, quantity)
        for bucket in (buckets if isinstance(buckets, list) else ())[:MAX_BUCKETS]
        if isinstance(bucket, dict)
        for status in STATUSES[1:]
        if (quantity := count(bucket.get(status)))
    ]
    if not counted:
        raise InvalidSession("it counts no session")
    sdk_name, sdk_version = _sdk(facts)
    for part, (bucket, status, quantity) in enumerate(counted):
        start, _ = _start(bucket.get("started"), facts)
        yield SessionRow(
            partition=place.partition,
            offset=place.offset,
            row=place.row,
            part=part,
            project_id=place.project_id,
            received=facts.received,
            timestamp=start,
            sid=None,
            did=text(bucket.get("did")),
            sequence=0,
            is_init=True,
            status=status,
            errors=int(status == "errored"),
            quantity=quantity,
            start_timestamp=start,
            duration=None,
            abnormal_mechanism=None,
            release=release,
            environment=environment,
            user_agent=text(attributes.get("user_agent")),
            sdk_name=sdk_name,
            sdk_version=sdk_version,
        )


def _sdk(facts: Facts) -> tuple[str | None, str | None]:
    """Its name and version."""
    told = bag(of_sender(facts))
    return text(told.get("name")), text(told.get("version"))


def _start(raw: object, facts: Facts) -> tuple[float, float]:
    """When a session began, and what was added to its client's time."""
    start = unix_of(raw)
    if start is None:
        raise InvalidSession("it has no start that is a time")
    shift = clock_drift(facts)
    age = facts.received - (start + shift)
    if age > MAX_AGE:
        raise InvalidSession("it started over five days ago")
    if age < -MAX_SECONDS_IN_FUTURE:
        raise InvalidSession("it starts in the future")
    return start + shift, shift


def _release(attributes: dict[str, Any]) -> str:
    release = release_of(text(attributes.get("release")))
    if release is None:
        raise InvalidSession("it has no valid release")
    return release


def _environment(attributes: dict[str, Any]) -> str:
    return environment_of(text(attributes.get("environment"))) or DEFAULT_ENVIRONMENT
