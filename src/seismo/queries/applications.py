"""Which applications run, as their sessions tell before the first error does."""

from dataclasses import dataclass
from datetime import UTC, datetime

from seismo.catalog.models import Project
from seismo.ports.stores import Stores
from seismo.queries.activity import naive, parsed

MOST = 8
WEEK = 7 * 86400
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Application:
    """One version of an application in one environment."""

    release: str
    environment: str
    sdk_name: str | None
    sdk_version: str | None
    last: datetime
    """When it was heard of last."""

    @property
    def sdk(self) -> str:
        """`sentry.python 2.75.0`; empty where the sender did not say."""
        return " ".join(part for part in (self.sdk_name, self.sdk_version) if part)


_RUNNING = parsed(
    """
    SELECT release, environment, sdk_name, sdk_version, max(received) AS last
    FROM sessions WHERE project_id = :project_id AND received >= :since
    GROUP BY ALL ORDER BY last DESC, release DESC, environment LIMIT :most
    """
)


def running(stores: Stores, project: Project, now: float, most: int = MOST) -> list[Application]:
    """Those heard of in the last seven days, the newest first."""
    values = {"project_id": project.pk, "since": naive(now - WEEK), "most": most}
    rows = stores.eventstore.select(_RUNNING, values)
    return [
        Application(release, environment, name, version, last.replace(tzinfo=UTC))
        for release, environment, name, version, last in rows
    ]
