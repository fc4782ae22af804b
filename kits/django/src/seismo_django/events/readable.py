"""Values of Django as one wants to read them in contexts and variables, without a query.

The SDK writes `repr`: that of a query set asks the database, that of a model may, and often holds a name or
an address.
"""

import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

_PLAIN = frozenset({str, int, float, bool, bytes, dict, list, tuple, set, type(None)})
_DEEPEST = 6
_LONGEST = 200


def readable(value: Any, hint: dict[str, Any]) -> Any:
    """`12.50`, `shop.Order#7`, `<QuerySet of shop.Order>`; NotImplemented for all else.

    The form is that of the SDK's repr processors, which it asks for variables.
    """
    kind = type(value)
    if kind in _PLAIN:
        return NotImplemented
    if kind is Decimal:
        return str(value)
    if hasattr(kind, "_meta") and hasattr(kind, "pk"):
        return f"{value._meta.label}#{value.pk}"
    if _is_a(value, "django.db.models.query", "QuerySet"):
        return f"<QuerySet of {value.model._meta.label}>"
    if _is_a(value, "django.utils.functional", "Promise"):
        return str(value)
    if _is_a(value, "django.utils.functional", "LazyObject"):
        return readable(value.__dict__.get("_wrapped"), hint)
    return NotImplemented


def with_readable_values(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The same for contexts, extras and breadcrumbs, for which the SDK does not ask."""
    for name in ("contexts", "extra"):
        if event.get(name):
            event[name] = _readable_within(event[name], _DEEPEST)
    crumbs = event.get("breadcrumbs")
    for crumb in crumbs.get("values") or () if isinstance(crumbs, dict) else ():
        if crumb.get("data"):
            crumb["data"] = _readable_within(crumb["data"], _DEEPEST)
    return event


def _readable_within(value: Any, depth: int) -> Any:
    """A copy: what the application handed over stays as it is."""
    if depth and isinstance(value, Mapping):
        return {key: _readable_within(inner, depth - 1) for key, inner in value.items()}
    if depth and isinstance(value, list | tuple) and len(value) <= _LONGEST:
        return [_readable_within(inner, depth - 1) for inner in value]
    found = readable(value, {})
    return value if found is NotImplemented else found


def _is_a(value: Any, module: str, name: str) -> bool:
    """Whether it is of that class, which need not be imported for that."""
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(value, kind)
