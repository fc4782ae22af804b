"""Refuses at once what could only be taken slowly: who waits for us is somebody's application."""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Callable, Iterator

from seismo.protocol.errors import Overloaded

MAX_WAITING = 512
"""Requests between the end of their body and the answer."""
MEASURE_AFTER = 1.0
"""Seconds that a measurement is good for."""

logger = logging.getLogger(__name__)


class Gate:
    """Knows from a measurement that renews itself while requests come in. For one event loop."""

    def __init__(
        self,
        strain: Callable[[], str],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`strain` says in a sentence why the server should take nothing now, else nothing.

        It is called in a thread, because it asks the disk.
        """
        self._strain = strain
        self._monotonic = monotonic
        self._sentence = ""
        self._measured = -math.inf
        self._measuring: asyncio.Task[None] | None = None
        self.waiting = 0

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Be one of those who wait for an answer. Raises Overloaded instead of making them wait long."""
        self._measure_again()
        if self._sentence:
            raise Overloaded("server overloaded", self._sentence)
        if self.waiting >= MAX_WAITING:
            raise Overloaded("server overloaded", f"{self.waiting} requests wait for the disk")
        self.waiting += 1
        try:
            yield
        finally:
            self.waiting -= 1

    def _measure_again(self) -> None:
        if self._measuring is None and self._monotonic() - self._measured >= MEASURE_AFTER:
            self._measuring = asyncio.create_task(self._measure())

    async def _measure(self) -> None:
        try:
            self._sentence = await asyncio.to_thread(self._strain)
        except Exception:
            logger.exception("The load of the server cannot be measured; what was known stays.")
        finally:
            self._measured = self._monotonic()
            self._measuring = None
