"""The `_meta` tree: what was changed where, by which rule (semantics.md section 3.4)."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from seismo.digest.scrub.spans import Remark
from seismo.model.event import Databag, Json

Path: TypeAlias = tuple[str, ...]


class Mark(NamedTuple):
    path: Path
    remarks: tuple[Remark, ...]
    length: int | None = None
    """Of the text as it was."""


def _as_json(remark: Remark) -> list[Json]:
    return [part for part in remark if part is not None]


class _Tree:
    """Copies what it changes, once: the tree that came in stays as it was."""

    def __init__(self, meta: Databag) -> None:
        self.root = dict(meta)
        self._own: set[int] = set()

    def child(self, node: Databag, name: str) -> Databag:
        child = node.get(name)
        if isinstance(child, dict) and id(child) in self._own:
            return child
        copied: Databag = dict(child) if isinstance(child, dict) else {}
        node[name] = copied
        self._own.add(id(copied))
        return copied


def merged(meta: Databag, marks: Iterable[Mark]) -> Databag:
    """The tree with the marks added. What the SDK noted stays, also its `len`: it saw the original."""
    tree = _Tree(meta)
    for mark in marks:
        node = tree.root
        for name in mark.path:
            node = tree.child(node, name)
        note = tree.child(node, "")
        earlier = note.get("rem")
        note["rem"] = (earlier if isinstance(earlier, list) else []) + [
            _as_json(remark) for remark in mark.remarks
        ]
        if mark.length is not None:
            note.setdefault("len", mark.length)
    return tree.root
