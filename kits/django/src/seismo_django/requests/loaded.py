"""Attributes along a path, as far as they are in memory: no relation is fetched."""

from typing import Any


def loaded(start: Any, path: str) -> Any:
    """`profile.theme` of a user; None where the path leaves what is loaded."""
    found = start
    for name in path.split("."):
        found = _step(found, name)
        if found is None:
            return None
    return found


def _step(instance: Any, name: str) -> Any:
    state = getattr(instance, "_state", None)
    if state is None:
        return getattr(instance, name, None)
    if name in state.fields_cache:
        return state.fields_cache[name]
    if name in instance.__dict__:
        return instance.__dict__[name]
    is_property = isinstance(getattr(type(instance), name, None), property)
    return getattr(instance, name) if is_property else None
