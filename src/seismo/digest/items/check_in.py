"""Check-ins: signs of life of jobs, and what SDKs say about when these are due (protocol.md 6.8)."""

import re
import zoneinfo
from functools import lru_cache
from typing import Any

from seismo.digest.items.attributes import environment_of, release_of
from seismo.digest.items.fields import bag, count, number, text
from seismo.digest.items.results import came_from, lost, unreadable
from seismo.digest.items.session import DEFAULT_ENVIRONMENT
from seismo.digest.items.timing import corrected
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.payload import decode
from seismo.digest.normalize.timestamps import unix_of
from seismo.digest.place import Place
from seismo.digest.scrub import scrub_document
from seismo.digest.written import written
from seismo.model.digested import CheckedIn, DigestedItem
from seismo.model.event import Json
from seismo.model.ids import parse_trace_id
from seismo.model.monitor import (
    DEFAULT_MARGIN,
    DEFAULT_MAX_RUNTIME,
    MOST_IN_A_ROW,
    MOST_MINUTES,
    UNITS,
    Crontab,
    Interval,
    MonitorConfig,
)
from seismo.model.outcome import DataCategory, Dropped, Reason
from seismo.model.project import ProjectRules
from seismo.model.telemetry import CheckInRow
from seismo.protocol.envelope import Item
from seismo.protocol.errors import InvalidJson

MAX_SLUG = 50
STATUSES = ("in_progress", "ok", "error")

_NOT_IN_SLUG = re.compile(r"[^a-z0-9_]+")
_FIELD = r"[0-9A-Za-z*?/,#-]+"
_CRONTAB = re.compile(rf"{_FIELD}(?: {_FIELD}){{4}}")
_NICKNAME = re.compile(r"@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)")
_OWNER = re.compile(r"(?:user|team):\w{1,40}")


class InvalidSchedule(ValueError):
    """What an SDK says about a monitor makes no sense; `str(error)` says why."""


def digest(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> DigestedItem | Dropped:
    try:
        payload = scrub_document(decode(bytes(item.payload)), rules.scrubbing)
        config = _config(payload.get("monitor_config"))
    except InvalidJson as error:
        return unreadable(error, item)
    except InvalidSchedule as error:
        return lost(item, Reason.INVALID_CHECK_IN, f"{error}")
    slug = slug_of(payload.get("monitor_slug"))
    if not slug:
        return lost(item, Reason.INVALID_CHECK_IN, "it names no monitor")
    if payload.get("status") not in STATUSES:
        return lost(item, Reason.INVALID_CHECK_IN, f"its status is none of {', '.join(STATUSES)}")
    row = _row(payload, slug, facts, place)
    return DigestedItem(
        row=place.row,
        quantities=((DataCategory.MONITOR, 1),),
        rows=written([row]),
        came_from=came_from([row]),
        check_in=CheckedIn(slug, config),
    )


def slug_of(raw: Json) -> str:
    """The name of a monitor as it stands in addresses; empty when nothing of it can."""
    name = raw.strip().lower() if isinstance(raw, str) else ""
    return _NOT_IN_SLUG.sub("-", name).strip("-")[:MAX_SLUG]


def _row(payload: dict[str, Any], slug: str, facts: Facts, place: Place) -> CheckInRow:
    trace = bag(bag(payload.get("contexts")).get("trace"))
    return CheckInRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        project_id=place.project_id,
        received=facts.received,
        timestamp=corrected(unix_of(payload.get("timestamp")), facts),
        monitor=slug,
        check_in_id=parse_trace_id(payload.get("check_in_id")),
        status=payload["status"],
        duration=number(payload.get("duration")),
        environment=environment_of(text(payload.get("environment"))) or DEFAULT_ENVIRONMENT,
        release=release_of(text(payload.get("release"))),
        trace_id=parse_trace_id(trace.get("trace_id")),
    )


def _config(raw: Json) -> MonitorConfig | None:
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise InvalidSchedule("its monitor_config is no object")
    owner = raw.get("owner")
    return MonitorConfig(
        schedule=_schedule(bag(raw.get("schedule"))),
        checkin_margin=_minutes(raw.get("checkin_margin"), DEFAULT_MARGIN),
        max_runtime=_minutes(raw.get("max_runtime"), DEFAULT_MAX_RUNTIME),
        timezone=_timezone(raw.get("timezone")),
        failure_issue_threshold=_in_a_row(raw.get("failure_issue_threshold")),
        recovery_threshold=_in_a_row(raw.get("recovery_threshold")),
        owner=owner if isinstance(owner, str) and _OWNER.fullmatch(owner) else None,
    )


def _schedule(raw: dict[str, Any]) -> Crontab | Interval:
    value = raw.get("value")
    if raw.get("type") == "crontab":
        line = " ".join(value.split()) if isinstance(value, str) else ""
        if not (_CRONTAB.fullmatch(line) or _NICKNAME.fullmatch(line)):
            raise InvalidSchedule("its schedule is no crontab line of five fields")
        return Crontab(line)
    if raw.get("type") == "interval":
        if not count(value) or raw.get("unit") not in UNITS:
            raise InvalidSchedule(f"its interval is no number of {', '.join(UNITS)}")
        return Interval(count(value), raw["unit"])
    raise InvalidSchedule("its schedule is neither crontab nor interval")


def _minutes(raw: Json, default: int) -> int:
    return min(count(raw), MOST_MINUTES) or default


def _in_a_row(raw: Json) -> int:
    return min(count(raw), MOST_IN_A_ROW) or 1


def _timezone(raw: Json) -> str:
    return raw if isinstance(raw, str) and _is_timezone(raw) else "UTC"


@lru_cache(maxsize=64)
def _is_timezone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True
