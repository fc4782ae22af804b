"""Whether the server that takes the errors alerts by itself: then the application stays silent."""

import urllib.request
from typing import Any

KNOWN = 3600.0
"""Seconds for which an answer stands."""
ASK_AGAIN = 60.0
"""Seconds after which one asks again who did not answer."""
HEADER = "X-Seismo"
"""Its version and, separated by semicolons, what it does beside taking errors: `0.2.0; alerts`."""
DEED = "alerts"
TIMEOUT = 5.0


class Server:
    """Asked in the thread of alerts only."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._ask_at = float("-inf")
        self._alerts: bool | None = None

    def alerts(self, now: float) -> bool | None:
        """None: it never answered."""
        if not self._dsn:
            return False
        if now >= self._ask_at:
            answer = alerts_itself(self._dsn)
            self._alerts = self._alerts if answer is None else answer
            self._ask_at = now + (ASK_AGAIN if answer is None else KNOWN)
        return self._alerts


def alerts_itself(dsn: str) -> bool | None:
    """Ask the server of a DSN; None when it does not answer. Any answer tells, an error too."""
    from sentry_sdk.utils import Dsn

    parts = Dsn(dsn)
    base = parts.path.rstrip("/")
    url = f"{parts.scheme}://{parts.netloc}{base}/api/0/"
    try:
        with _OPENER.open(url, timeout=TIMEOUT) as answer:
            told = answer.headers.get(HEADER, "").split(";")
            return DEED in [word.strip() for word in told]
    except OSError:
        return None


class _AnyAnswer(urllib.request.HTTPErrorProcessor):
    """An answer of 401 or 404 is an answer."""

    def http_response(self, request: Any, response: Any) -> Any:
        return response

    https_response = http_response


_OPENER = urllib.request.build_opener(_AnyAnswer)
