"""Load on a real server: senders that know what they were promised."""

import http.client
import itertools
import threading
import uuid
from collections.abc import Callable, Sequence
from contextlib import closing

from support.app import envelope, error
from support.process import ServerProcess

SENDERS = 4
PAUSE = 0.02
"""Seconds between two attempts of a sender: a server that starts needs the processor, too."""


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
        self._port = server.port
        key = dsn.split("//")[1].split("@")[0]
        self._path = f"/api/{dsn.rsplit('/', 1)[1]}/envelope/?sentry_key={key}"
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
        with closing(http.client.HTTPConnection("127.0.0.1", self._port)) as connection:
            while not self._stop.wait(PAUSE):
                event_id = uuid.uuid4().hex
                if self._status_of(connection, self._body_of(event_id)) == 200:
                    self.acknowledged.append(event_id)
                for body in itertools.islice(beside, 1):
                    self._status_of(connection, body)

    def _status_of(self, connection: http.client.HTTPConnection, body: bytes) -> int | None:
        """None when the server went away before it answered."""
        try:
            connection.request("POST", self._path, body)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            return None
        return answer.status
