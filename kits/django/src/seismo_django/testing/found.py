"""Lists of which a test often means the only one."""

from collections.abc import Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Found(list[T], Generic[T]):
    """A list of which one may be meant."""

    def one(self) -> T:
        """The only one. Else the test fails with all of them."""
        assert len(self) == 1, f"Not one but {len(self)}:\n{listed(self)}"
        return self[0]


def listed(found: Sequence[object]) -> str:
    return "\n".join(f"- {one}" for one in found) or "- nothing"
