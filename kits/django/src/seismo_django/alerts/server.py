"""Whether a Seismo server takes the errors: then it alerts, and the application stays silent."""

import urllib.request
from typing import Any

from sentry_sdk.utils import Dsn

KNOWN = 3600.0
"""Seconds for which an answer stands."""
ASK_AGAIN = 60.0
"""Seconds after which one asks again who did not answer."""
HEADER = "X-Seismo"
TIMEOUT = 5.0


class Server:
    """Asked in the thread of alerts only."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._ask_at = float("-inf")
        self._alerts: bool | None = None

    def alerts(self, now: float) -> bool | None:
        """True: it is a Seismo server. False: it is none. None: it never answered."""
        if not self._dsn:
            return False
        if now >= self._ask_at:
            answer = is_seismo(self._dsn)
            self._alerts = self._alerts if answer is None else answer
            self._ask_at = now + (ASK_AGAIN if answer is None else KNOWN)
        return self._alerts


def is_seismo(dsn: str) -> bool | None:
    """Ask the server of a DSN what it is; None when it does not answer. Any answer tells, an error too."""
    parts = Dsn(dsn)
    base = parts.path.rstrip("/")
    url = f"{parts.scheme}://{parts.netloc}{base}/api/0/"
    try:
        with _OPENER.open(url, timeout=TIMEOUT) as answer:
            return HEADER in answer.headers
    except OSError:
        return None


class _AnyAnswer(urllib.request.HTTPErrorProcessor):
    """An answer of 401 or 404 is an answer."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response

    https_response = http_response


_OPENER = urllib.request.build_opener(_AnyAnswer)
