"""Load on a real server: senders that know what they were promised."""

import itertools
import threading
import time
import uuid
from contextlib import suppress

import httpx

from support.app import envelope, error
from support.every_kind import envelopes
from support.process import ServerProcess

SENDERS = 4


class Load:
    """Senders that post events and remember the ids that got a 200, and something of every kind beside."""

    def __init__(self, server: ServerProcess, dsn: str) -> None:
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
        others = itertools.cycle(envelopes())
        with httpx.Client() as client:
            while not self._stop.is_set():
                event_id = uuid.uuid4().hex
                event = error(
                    f"order {event_id[:6]} failed", function=f"step_{int(event_id[0], 16)}"
                )
                try:
                    answer = client.post(self._url, content=envelope(event, event_id))
                except httpx.TransportError:
                    time.sleep(0.01)
                    continue
                if answer.status_code == 200:
                    self.acknowledged.append(event_id)
                with suppress(httpx.TransportError):
                    client.post(self._url, content=next(others))
