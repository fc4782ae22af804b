"""What the disk holds and may hold. Pure."""

import msgspec

ROOM = 0.95
"""How much of the budget is used again after something had to go: else it would go on every minute."""
OVERDRAFT = 1.05
"""How far the budget may be passed before nothing more is taken: removing takes a moment."""


class DiskFacts(msgspec.Struct, frozen=True):
    """All in bytes."""

    parts: dict[str, int]
    """What each part of the data folder takes, by its name."""
    free: int
    """What the disk has left for anybody."""
    total: int
    budget: int
    """What the whole data folder may take; 0 is no limit."""

    @property
    def used(self) -> int:
        return sum(self.parts.values())

    @property
    def share(self) -> float:
        """Of the budget; 0 without one."""
        return self.used / self.budget if self.budget else 0.0

    @property
    def excess(self) -> int:
        """What has to go, so that there is some room again; 0 within the budget."""
        if not self.budget or self.used <= self.budget:
            return 0
        return self.used - int(self.budget * ROOM)

    @property
    def strain(self) -> str:
        """Why nothing more should be taken now, in a sentence; else nothing."""
        if self.budget and self.used > self.budget * OVERDRAFT:
            return "the server's data takes all of the disk that it may"
        return ""
