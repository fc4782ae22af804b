"""Which mails a person gets about issues that they follow. Pure."""

import msgspec

from seismo.model.issue import ChangeKind

STATES = frozenset(
    {
        ChangeKind.REGRESSED,
        ChangeKind.ESCALATED,
        ChangeKind.RESOLVED,
        ChangeKind.REOPENED,
        ChangeKind.ARCHIVED,
    }
)
"""What happens to an issue as a whole."""
MAILED = STATES | {ChangeKind.ASSIGNED, ChangeKind.COMMENTED}
"""Of the rest nobody hears by mail."""


class Notifications(msgspec.Struct, frozen=True):
    """What a person wants to hear of by mail."""

    assigned: bool = True
    """An issue is assigned to them."""
    comments: bool = True
    states: bool = True
    """Resolved, reopened, archived, or back by itself."""
    own: bool = False
    """Also of what they did themselves."""

    def wants(self, kind: ChangeKind, *, is_own: bool, to_them: bool) -> bool:
        """Whether a change is mailed; `to_them` says that the issue is theirs by it."""
        if is_own and not self.own:
            return False
        if kind is ChangeKind.ASSIGNED:
            return self.assigned and to_them
        if kind is ChangeKind.COMMENTED:
            return self.comments
        return self.states and kind in STATES
