"""The exceptions of an event: type and stack trace, or type and message where there is none."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from seismo.digest.grouping.components import Component, branch, ignored_leaf, leaf
from seismo.digest.grouping.newstyle.exception_groups import chosen_exceptions
from seismo.digest.grouping.newstyle.messages import Normal, message_component
from seismo.digest.grouping.newstyle.stacktraces import (
    AppAndSystem,
    Reading,
    stacktrace_components,
)
from seismo.model.event import Event, ExceptionValue


class GroupedExceptions(NamedTuple):
    components: AppAndSystem
    main_exception_id: int | None


def grouped_exceptions(event: Event, reading: Reading) -> GroupedExceptions | None:
    """None when the event has no exceptions."""
    if event.exception is None or not event.exception.values:
        return None
    made: dict[int, AppAndSystem] = {}

    def components_of(exception: ExceptionValue) -> AppAndSystem:
        found = made.get(id(exception))
        if found is None:
            found = made[id(exception)] = exception_components(exception, reading)
        return found

    chosen = chosen_exceptions(
        event.exception.values, lambda exception: _content(components_of(exception))
    )
    chain = [components_of(exception) for exception in chosen.exceptions]
    both = AppAndSystem(
        _chained([pair.app for pair in chain]), _chained([pair.system for pair in chain])
    )
    return GroupedExceptions(both, chosen.main_exception_id)


def _content(pair: AppAndSystem) -> str:
    """What tells members of an exception group apart."""
    return (pair.app if has_stacktrace(pair.app) else pair.system).hashed


def _chained(components: Sequence[Component]) -> Component:
    if len(components) == 1:
        return components[0]
    label = f"{len(components)} chained exceptions"
    return branch("chained-exception", label, components, "no exception contributes")


def has_stacktrace(component: Component) -> bool:
    """Whether a stack trace contributes to it."""
    if component.id == "stacktrace":
        return component.contributes
    return component.id != "frame" and any(has_stacktrace(child) for child in component.children)


def exception_components(exception: ExceptionValue, reading: Reading) -> AppAndSystem:
    if exception.stacktrace is None:
        component = _exception(exception, None, reading.normal)
        return AppAndSystem(component, component)
    pair = stacktrace_components(exception.stacktrace, reading, exception)
    return AppAndSystem(
        _exception(exception, pair.app, reading.normal),
        _exception(exception, pair.system, reading.normal),
    )


def _exception(
    exception: ExceptionValue, stacktrace: Component | None, normal: Normal
) -> Component:
    ns_error = _ns_error(exception)
    used = "NSError" if ns_error is not None else None
    if stacktrace is not None and stacktrace.contributes:
        used = "stack trace"
    found = [
        _type(exception),
        _value(exception, used, normal),
        ns_error,
        stacktrace,
    ]
    parts = [part for part in found if part is not None]
    return branch(
        "exception",
        f"exception · {exception.type or 'no type'}",
        parts,
        "nothing in it contributes",
    )


def _type(exception: ExceptionValue) -> Component | None:
    if not exception.type:
        return None
    if exception.mechanism is not None and exception.mechanism.synthetic:
        hint = "type ignored because the SDK made it up"
        return ignored_leaf("type", "type", exception.type, hint)
    return leaf("type", "type", exception.type)


def _value(exception: ExceptionValue, used: str | None, normal: Normal) -> Component | None:
    """`used` is what counts in the place of the message."""
    if not exception.value:
        return None
    if used is not None:
        hint = f"message ignored because the {used} is used"
        return ignored_leaf("value", "message", exception.value, hint)
    return message_component("value", exception.value, normal)


def _ns_error(exception: ExceptionValue) -> Component | None:
    meta = exception.mechanism.meta if exception.mechanism is not None else None
    details = meta.get("ns_error") if meta else None
    if not isinstance(details, Mapping):
        return None
    parts = [
        leaf(name, name, str(details[name]))
        for name in ("domain", "code")
        if details.get(name) not in (None, "")
    ]
    return branch("ns-error", "NSError", parts) if parts else None
