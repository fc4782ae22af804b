"""The way into the journal that requests share."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from typing import TypeAlias

from seismo.ports.journal import Journal, Unavailable

_Waiting: TypeAlias = list[tuple[Sequence[bytes], asyncio.Future[None]]]


class Appends:
    """Hands the journal what all requests of one turn of the event loop bring.

    A future that crosses threads and the wake-up behind it cost a request more than its share of the write,
    so one of each serves the whole turn.
    """

    def __init__(self, journal: Journal, partition: int) -> None:
        self._journal = journal
        self._partition = partition
        self._waiting: _Waiting = []

    async def append(self, bodies: Sequence[bytes]) -> None:
        """Return when all of the bodies are durable. Raises Unavailable as the journal does.

        A request that is given up meanwhile takes nothing back: its bodies are written all the same.
        """
        loop = asyncio.get_running_loop()
        durable = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._hand_over, loop)
        self._waiting.append((bodies, durable))
        await durable

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        group, self._waiting = self._waiting, []
        try:
            written = self._journal.append(
                self._partition, [body for bodies, _ in group for body in bodies]
            )
        except Unavailable as error:
            _tell(group, error)
            return
        if written.done():
            _tell(group, written.exception())
        else:
            written.add_done_callback(partial(_wake, loop, group))


def _wake(loop: asyncio.AbstractEventLoop, group: _Waiting, written: Future[None]) -> None:
    loop.call_soon_threadsafe(_tell, group, written.exception())


def _tell(group: _Waiting, error: BaseException | None) -> None:
    for _, durable in group:
        if durable.done():
            continue
        if error is None:
            durable.set_result(None)
        else:
            durable.set_exception(error)
