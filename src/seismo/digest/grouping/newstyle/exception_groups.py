"""Which exceptions of an event count, and which one names the issue."""

from collections.abc import Callable, Sequence

import msgspec

from seismo.model.event import ExceptionValue

_REACT_RECOVERED = (
    "There was an error during concurrent rendering but React was able to recover",
    "There was an error while hydrating but React was able to recover",
    "Hydration failed but React was able to recover",
)
_RXJAVA = ("io.reactivex.rxjava3.exceptions", "io.reactivex.exceptions")
_RXJAVA_WRAPPERS = frozenset(
    {"OnErrorNotImplementedException", "CompositeException", "UndeliverableException"}
)


class Chosen(msgspec.Struct, frozen=True):
    exceptions: Sequence[ExceptionValue]
    """Oldest cause first. Never empty when the event has exceptions."""
    main_exception_id: int | None = None
    """None when the last exception names the issue."""


class _Tree(msgspec.Struct, frozen=True):
    exceptions: dict[int, ExceptionValue]
    children: dict[int, list[int]]


def chosen_exceptions(
    values: Sequence[ExceptionValue], content: Callable[[ExceptionValue], str]
) -> Chosen:
    """The exceptions that count. `content` is what an exception by itself adds to the hash.

    An exception group (RFC 0079 of the protocol) whose members are all alike counts as that one
    member and its causes; else as one member of each kind and the group. When the ids do not
    make a tree with the group on top, the flat list counts as it is.
    """
    if len(values) < 2:
        return Chosen(values)
    if any(value.mechanism and value.mechanism.is_exception_group for value in values):
        tree = _tree_of(values)
        if tree is not None:
            return _of_group(tree, content) or Chosen(values)
    return Chosen(values, _main_of_wrapper(values))


def _tree_of(values: Sequence[ExceptionValue]) -> _Tree | None:
    exceptions: dict[int, ExceptionValue] = {}
    children: dict[int, list[int]] = {}
    for value in values:
        mechanism = value.mechanism
        if mechanism is None or mechanism.exception_id is None:
            return None
        own, parent = mechanism.exception_id, mechanism.parent_id
        if own in exceptions or own == parent or (own == 0) != (parent is None):
            return None
        exceptions[own] = value
        if parent is not None:
            children.setdefault(parent, []).append(own)
    if (
        0 not in exceptions
        or not _is_group(exceptions[0])
        or not children.keys() <= exceptions.keys()
    ):
        return None
    return _Tree(exceptions, {parent: sorted(own) for parent, own in children.items()})


def _is_group(value: ExceptionValue) -> bool:
    return bool(value.mechanism and value.mechanism.is_exception_group)


def _of_group(tree: _Tree, content: Callable[[ExceptionValue], str]) -> Chosen | None:
    members = sorted(
        _members(tree), key=lambda number: tree.exceptions[number].type or "", reverse=True
    )
    distinct: dict[str, int] = {}
    for number in members:
        distinct.setdefault(content(tree.exceptions[number]), number)
    if not distinct:
        return None
    kinds = list(distinct.values())
    if len(kinds) > 1:
        return Chosen([*(tree.exceptions[number] for number in kinds), tree.exceptions[0]])
    return Chosen(_with_causes(tree, kinds[0]), kinds[0])


def _members(tree: _Tree) -> list[int]:
    """What is no group, reached from the root through groups only."""
    found: list[int] = []
    waiting = [0]
    while waiting:
        number = waiting.pop()
        if _is_group(tree.exceptions[number]):
            waiting.extend(reversed(tree.children.get(number, [])))
        else:
            found.append(number)
    return found


def _with_causes(tree: _Tree, member: int) -> list[ExceptionValue]:
    """The member and its first causes, oldest first: as if it had been raised without the group."""
    path = [member]
    while path[-1] in tree.children:
        path.append(tree.children[path[-1]][0])
    return [tree.exceptions[number] for number in reversed(path)]


def _main_of_wrapper(values: Sequence[ExceptionValue]) -> int | None:
    """A wrapper that a framework puts around every error says less than what is inside."""
    raised = values[-1]
    if raised.mechanism is None or raised.mechanism.exception_id is None:
        return None
    is_react = raised.type == "Error" and (raised.value or "").startswith(_REACT_RECOVERED)
    is_rxjava = raised.module in _RXJAVA and raised.type in _RXJAVA_WRAPPERS
    if not (is_react or is_rxjava):
        return None
    for value in reversed(values[:-1]):
        mechanism = value.mechanism
        if mechanism is not None and mechanism.parent_id == raised.mechanism.exception_id:
            return mechanism.exception_id
    return None
