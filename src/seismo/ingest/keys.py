"""The keys of all projects, in memory: no request waits for the database."""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Sequence

from seismo.model.ids import ProjectId
from seismo.model.project import ProjectKey
from seismo.protocol.auth import Credentials
from seismo.protocol.errors import (
    DisabledKey,
    Overloaded,
    ProjectMismatch,
    ProtocolError,
    UnknownKey,
)

REFRESH_AFTER = 2.0
"""Seconds. The snapshot may be this old, plus the time between two requests."""
MISS_INTERVAL = 1.0
"""Seconds between two reloads because the snapshot refuses the same key."""
RELOAD_INTERVAL = 0.1
"""Seconds between two reloads because it refuses any key; who comes in between waits for the next."""
MAX_REMEMBERED_MISSES = 10_000

_REJECTED = "event submission rejected with_reason: ProjectId"

logger = logging.getLogger(__name__)


class Keys:
    """A snapshot that renews itself while it is used.

    Before it refuses a key it looks again, so that a project made a moment ago by another process
    works at once; `MISS_INTERVAL` and `RELOAD_INTERVAL` keep that cheap. To be used from one event
    loop.
    """

    def __init__(
        self,
        load: Callable[[], Sequence[ProjectKey]],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`load` returns every key of every project; it is called in a thread."""
        self._load = load
        self._monotonic = monotonic
        self._by_public_key: dict[str, ProjectKey] = {}
        self._project_ids: frozenset[ProjectId] = frozenset()
        self._refreshed = -math.inf
        self._missed: dict[str, float] = {}
        self._refreshing: asyncio.Task[bool] | None = None

    async def find(self, credentials: Credentials, project_id: ProjectId | None) -> ProjectKey:
        """The key of the credentials, which must belong to the project unless that is None.

        Raises UnknownKey, DisabledKey or ProjectMismatch, and Overloaded when that cannot be told
        because the keys cannot be loaded.
        """
        try:
            key = self._checked(credentials, project_id)
        except ProtocolError:
            if not self._may_look_again(credentials.public_key):
                raise
            if not await self.refresh():
                raise Overloaded(
                    "server overloaded", "keys cannot be looked up now", status=503
                ) from None
            return self._checked(credentials, project_id)
        if self._monotonic() - self._refreshed >= REFRESH_AFTER:
            self._start_refresh()
        return key

    async def knows(self, project_id: ProjectId) -> bool:
        """Whether the project has a key, active or not."""
        if project_id not in self._project_ids and self._may_look_again(f"project {project_id}"):
            await self.refresh()
        return project_id in self._project_ids

    async def refresh(self) -> bool:
        """Load a new snapshot, or wait for the one under way. False when it cannot be loaded."""
        return await asyncio.shield(self._start_refresh())

    def _may_look_again(self, name: str) -> bool:
        if self._refreshing is not None:
            return True
        now = self._monotonic()
        if now - self._missed.get(name, -math.inf) < MISS_INTERVAL:
            return False
        if len(self._missed) >= MAX_REMEMBERED_MISSES:
            self._missed.clear()
        self._missed[name] = now
        return True

    def _start_refresh(self) -> asyncio.Task[bool]:
        if self._refreshing is None:
            now = self._monotonic()
            wait = max(0.0, self._refreshed + RELOAD_INTERVAL - now)
            self._refreshed = now + wait
            self._refreshing = asyncio.create_task(self._refresh(wait))
        return self._refreshing

    async def _refresh(self, wait: float) -> bool:
        await asyncio.sleep(wait)
        try:
            keys = await asyncio.to_thread(self._load)
        except Exception:
            logger.exception("The project keys cannot be loaded; those of the last time stay.")
            return False
        finally:
            self._refreshing = None
        self._by_public_key = {key.public_key: key for key in keys}
        self._project_ids = frozenset(key.project_id for key in keys)
        return True

    def _checked(self, credentials: Credentials, project_id: ProjectId | None) -> ProjectKey:
        key = self._by_public_key.get(credentials.public_key)
        if key is None:
            raise UnknownKey(
                _REJECTED, "no project has the key of this DSN; copy the DSN from the project page"
            )
        if project_id is not None and key.project_id != project_id:
            raise ProjectMismatch(
                _REJECTED,
                f"the key of this DSN belongs to another project than {project_id};"
                " copy the DSN from the project page",
            )
        if not key.is_active:
            raise DisabledKey(_REJECTED, "the key of this DSN is switched off for the project")
        return key
