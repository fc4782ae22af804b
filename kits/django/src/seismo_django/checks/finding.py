"""What a check looks at, and what it says."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

from seismo_django.conf import Loaded, Problem
from seismo_django.setup import Start

__all__ = ["Check", "Facts", "Found", "Problem", "names_used", "object_at"]


class Facts(NamedTuple):
    loaded: Loaded
    environ: Mapping[str, str]
    start: Start

    @property
    def is_production(self) -> bool:
        return self.loaded.settings.environment == "production" and not self.loaded.debug


Found: TypeAlias = Iterator[Problem]
Check: TypeAlias = Callable[[Facts], Found]


def object_at(said: Any) -> Any:
    """What a setting names: an object, or the dotted path of one. None when it cannot be found."""
    if not isinstance(said, str):
        return said
    module, _, name = said.rpartition(".")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        return None


def names_used(thing: Any) -> set[str]:
    """Names, attributes and string subscripts in its source; empty when the source cannot be read."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))
    except (OSError, TypeError, SyntaxError):
        return set()
    return {name for node in ast.walk(tree) for name in _names(node)}


def _names(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            yield name
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            yield f"[{key}]"
        case _:
            pass
