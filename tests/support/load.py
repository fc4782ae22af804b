"""Load on a real server: senders that know what they were promised."""

import itertools
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress

import httpx

from support.app import envelope, error
from support.process import ServerProcess

SENDERS = 4


def one_error(event_id: str) -> bytes:
    event = error(f"order {event_id[:6]} failed", function=f"step_{int(event_id[0], 16)}")
    return envelope(event, event_id)


class Load:
    """Senders that post envelopes and remember the event ids that got a 200; `beside` goes with them."""

    def __init__(
        self,
        server: ServerProcess,
        dsn: str,
        body_of: Callable[[str], bytes] = one_error,
        beside: Sequence[bytes] = (),
    ) -> None:
        self._body_of = body_of
        self._beside = beside
        key = dsn.split("//")[1].split("@")[0]
        self._url = f"{server.url}/api/{dsn.rsplit('/', 1)[1]}/envelope/?sentry_key={key}"
        self._stop = threading.Event()
        self.acknowledged: list[str] = []
        self._threads = [threading.Thread(target=self._send) for _ in range(SENDERS)]

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _send(self) -> None:
        beside = itertools.cycle(self._beside)
        with httpx.Client() as client:
            while not self._stop.is_set():
                event_id = uuid.uuid4().hex
                try:
                    answer = client.post(self._url, content=self._body_of(event_id))
                except httpx.TransportError:
                    time.sleep(0.01)
                    continue
                if answer.status_code == 200:
                    self.acknowledged.append(event_id)
                with suppress(httpx.TransportError, StopIteration):
                    client.post(self._url, content=next(beside))
