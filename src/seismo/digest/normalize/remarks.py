"""What normalization has to say about a payload: errors, and marks on the fields that it changed."""

from collections.abc import Mapping
from typing import Any, TypeAlias

from seismo.model.event import Databag, EventError, Json

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands, such as `("exception", "values", 0, "type")`."""

MAX_ERRORS = 100
MAX_SHOWN = 200
ELLIPSIS = "..."
_REMARKS = ""
"""The key of a node of `_meta` under which the remarks on that very value stand."""


class Remarks:
    """Gathers EventErrors and `_meta` while one payload is normalized.

    `meta` starts as the SDK's own tree. It is copied along each path that is written, so the tree
    that was handed in never changes. `payload_size`, in bytes, spares readers to measure the parts
    of a small payload.
    """

    def __init__(self, errors: list[EventError], meta: Databag, payload_size: int) -> None:
        self.payload_size = payload_size
        self.errors = errors[:MAX_ERRORS]
        self.meta = dict(meta)

    def invalid(self, at: Path, value: Json, reason: str) -> None:
        self.add(EventError("invalid_data", dotted(at), shown(value), reason))

    def add(self, error: EventError) -> None:
        """Keep the error, unless it is known already or there are too many."""
        if len(self.errors) < MAX_ERRORS and error not in self.errors:
            self.errors.append(error)

    def shorten(self, text: str, limit: int, at: Path) -> str:
        """The text, cut to `limit` characters with an ellipsis and a remark when it is longer."""
        if len(text) <= limit:
            return text
        kept = limit - len(ELLIPSIS)
        self._remark(at, ["!limit", "s", kept, limit], len(text))
        return text[:kept] + ELLIPSIS

    def dropped(self, at: Path, length: int) -> None:
        """Say that a container lost entries; `length` is how many it had."""
        self._remark(at, ["!limit", "x"], length)

    def original(self, at: Path, value: str) -> None:
        """Keep a value that was replaced by one the product knows."""
        self._node(at)["val"] = value[:MAX_SHOWN]

    def remap(self, at: Path, places: Mapping[str, Path]) -> None:
        """Move the marks below `at` to the places, relative to `at`, where their values stand now.

        Marks of a key without a place go: the value that they described is gone.
        """
        marks = self._find(at)
        if not marks:
            return
        fresh: Databag = {_REMARKS: marks[_REMARKS]} if _REMARKS in marks else {}
        for key, place in places.items():
            if isinstance(node := marks.get(key), dict):
                _branch(fresh, place).update(node)
        if at:
            _branch(self.meta, at[:-1])[str(at[-1])] = fresh
        else:
            self.meta = fresh

    def marked(self, at: Path) -> list[str]:
        """The keys below `at` that carry marks."""
        return [key for key in self._find(at) if key != _REMARKS]

    def _find(self, at: Path) -> Databag:
        node = self.meta
        for key in at if node else ():
            if not isinstance(child := node.get(str(key)), dict):
                return {}
            node = child
        return node

    def _node(self, at: Path) -> Databag:
        return _branch(self.meta, (*at, _REMARKS))

    def _remark(self, at: Path, remark: list[Json], length: int) -> None:
        node = self._node(at)
        known = node.get("rem")
        node["rem"] = [*(known if isinstance(known, list) else []), remark]
        node.setdefault("len", length)


def _branch(tree: Databag, at: Path) -> Databag:
    """The node at a path of a tree, made where it is missing; every node on the way is fresh."""
    for key in at:
        child = tree.get(str(key))
        tree[str(key)] = dict(child) if isinstance(child, dict) else {}
        tree = tree[str(key)]
    return tree


def dotted(at: Path) -> str:
    return ".".join(map(str, at))


def shown(value: Json) -> Any:
    """What an error may repeat of a bad value: scalars, cut to a length that can be read."""
    if isinstance(value, str):
        return value if len(value) <= MAX_SHOWN else value[: MAX_SHOWN - 3] + ELLIPSIS
    return value if isinstance(value, bool | float) or _is_small(value) else None


def _is_small(value: Json) -> bool:
    return isinstance(value, int) and abs(value) < 2**63
