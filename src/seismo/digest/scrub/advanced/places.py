"""From the way to a value, as `_meta` writes it, to what selectors say about it."""

from collections.abc import Sequence

import msgspec

from seismo.digest.scrub.advanced.apply import PAIRS, is_pair, type_of
from seismo.digest.scrub.advanced.selectors import Exposure, Node, written_name
from seismo.digest.scrub.advanced.shapes import EVENT, Shape
from seismo.model.event import Json

_NOWHERE = Shape(Exposure.NEVER)
_SHORT = ("frame", "error", "http", "user", "logentry", "breadcrumb", "thread", "span", "sdk")
"""Types that a selector begins with instead of the way to them."""

_decode = msgspec.json.Decoder().decode


def _inside(value: Json, name: str) -> Json:
    if isinstance(value, msgspec.Raw):
        value = _decode(value)
    if isinstance(value, msgspec.Struct):
        return getattr(value, name, None)
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list | tuple) and name.isdigit() and int(name) < len(value):
        return value[int(name)]
    return None


def nodes_at(item: Json, path: Sequence[str], shape: Shape = EVENT) -> list[Node]:
    """The nodes from the item to the value at the path. A pair is one node, of the pair's name."""
    nodes = [Node(("",), shape.types)]
    steps = iter(path)
    for name in steps:
        item = _inside(item, name)
        if nodes[-1].names[0] in PAIRS and is_pair(item):
            name, item = item
            next(steps, None)
        shape = shape.of(name) or _NOWHERE
        nodes.append(Node((name.lower(),), shape.types | {type_of(item)}))
    return nodes


def value_at(item: Json, path: Sequence[str]) -> Json:
    """None when there is nothing at the path."""
    for name in path:
        item = _inside(item, name)
    return item


def is_reached(item: Json, path: Sequence[str]) -> bool:
    """Whether any selector reaches the place."""
    shape = EVENT
    names = [node.names[0] for node in nodes_at(item, path)]
    for name in names[1:]:
        shape = shape.of(name) or _NOWHERE
    return shape.exposure is not Exposure.NEVER


def selector_at(item: Json, path: Sequence[str]) -> str:
    """A selector for that place: `extra.db.password`, `$frame.vars.token`, `$http.headers.x-key`."""
    nodes = nodes_at(item, path)
    for index in range(len(nodes) - 2, 0, -1):
        short = next((type_ for type_ in _SHORT if type_ in nodes[index].types), None)
        if short is not None:
            return ".".join((f"${short}", *(_step(node) for node in nodes[index + 1 :])))
    return ".".join(_step(node) for node in nodes[1:])


def _step(node: Node) -> str:
    name = node.names[0]
    return "*" if name.isdigit() else written_name(name)
