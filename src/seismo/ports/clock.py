"""The time of day, as something a test can move."""

from typing import Protocol


class Clock(Protocol):
    def now(self) -> float:
        """Unix seconds. Never asked for durations: those come from `time.monotonic`."""
        ...
