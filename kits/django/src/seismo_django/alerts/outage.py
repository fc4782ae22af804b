"""Whether the server takes what this process sends."""

AFTER = 300.0
"""Seconds without an answer after which people hear of it."""


class Outage:
    """Fed with counts that only grow."""

    def __init__(self) -> None:
        self._sent = 0.0
        self._failed = 0.0
        self._since: float | None = None
        self._is_told = False

    def is_news(self, sent: float, failed: float, now: float) -> bool:
        """True once in each outage, when the server took nothing for AFTER seconds though it was asked."""
        if sent > self._sent:
            self._since, self._is_told = None, False
        elif failed > self._failed and self._since is None:
            self._since = now
        self._sent, self._failed = sent, failed
        if self._since is None or self._is_told or now - self._since < AFTER:
            return False
        self._is_told = True
        return True
