"""The parts a grouping hash is made of.

One tree serves both the hash and its explanation: every component knows what it adds to the hash
(`hashed`), and a parent adds what its contributing children add, in order, with nothing between.
So what a page shows cannot drift from what was hashed. Trees are cheap because frames, the bulk of
them, are cached and shared.
"""

import hashlib
from collections.abc import Iterable

import msgspec

from seismo.model.ids import GroupingHash


class Component(msgspec.Struct, frozen=True, gc=False):
    """A node of the tree: a leaf has values, a branch has children."""

    id: str
    """What kind of part it is, such as `frame`, `function` or `message`."""
    label: str
    """The line a page prints for it."""
    contributes: bool
    hint: str | None = None
    """Why it does not contribute, or how its value was changed."""
    values: tuple[str, ...] = ()
    children: tuple["Component", ...] = ()
    hashed: str = ""
    """What it adds to the hash: nothing when it does not contribute."""


def leaf(part: str, label: str, value: str, hint: str | None = None) -> Component:
    """A part that contributes its value."""
    return Component(part, label, True, hint, (value,), (), value)


def ignored_leaf(part: str, label: str, value: str, hint: str) -> Component:
    return Component(part, label, False, hint, (value,))


def branch(
    part: str, label: str, children: Iterable[Component], hint: str | None = None
) -> Component:
    """A part that contributes when one of its children does; `hint` says why when none does."""
    parts = tuple(children)
    texts = [child.hashed for child in parts if child.contributes]
    if texts:
        return Component(part, label, True, None, (), parts, "".join(texts))
    return Component(part, label, False, hint, (), parts)


def ignored(component: Component, hint: str) -> Component:
    """The same part, kept only to be shown."""
    return Component(
        component.id, component.label, False, hint, component.values, component.children
    )


def hash_of(text: str) -> GroupingHash:
    """MD5 because a grouping hash is 32 hex digits on the wire; it protects nothing."""
    digest = hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
    return GroupingHash(digest.hexdigest())


class Variant(msgspec.Struct, frozen=True):
    """One way to look at the event: `app`, `system`, `default`, `checksum`, ..."""

    name: str
    contributes: bool
    hint: str | None
    hash: GroupingHash | None
    """None when the variant does not contribute."""
    component: Component


class Explanation(msgspec.Struct, frozen=True):
    """Why an event groups as it does. `hashes` are those of the contributing variants, in order."""

    version: str
    hashes: tuple[GroupingHash, ...]
    main_exception_id: int | None
    title: str | None
    """The title that a fingerprint rule gives."""
    variants: tuple[Variant, ...]
    fingerprint_rule: str | None = None
    """The project's rule that gave the fingerprint, as it was written."""
    stack_trace_rules: tuple[str, ...] = ()
    """The project's rules that said something about frames, as far as the whole was wanted."""

    @property
    def unused(self) -> tuple[Variant, ...]:
        """What was looked at and gives no hash."""
        return tuple(variant for variant in self.variants if not variant.contributes)


class Grouping(msgspec.Struct, frozen=True):
    hashes: tuple[GroupingHash, ...]
    """Never empty. The event belongs to the issue that owns the first of them that is owned."""
    main_exception_id: int | None
    """The `mechanism.exception_id` that names the issue when it is not the last exception."""
    title: str | None = None
    """The title that a fingerprint rule gives."""


def contributing(name: str, component: Component) -> Variant:
    return Variant(name, True, None, hash_of(component.hashed), component)


def passed_over(name: str, component: Component, hint: str | None) -> Variant:
    return Variant(name, False, hint, None, component)
