"""Values of Django as one wants to read them in contexts and variables, without a query."""

import sys
from decimal import Decimal
from typing import Any

_PLAIN = frozenset({str, int, float, bool, bytes, dict, list, tuple, set, type(None)})


def readable(value: Any, hint: dict[str, Any]) -> Any:
    """`12.50`, `shop.Order#7`, `<QuerySet of shop.Order>`; NotImplemented for all else.

    The text of a model may ask the database and often holds a name or an address, so it is not asked for.
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


def _is_a(value: Any, module: str, name: str) -> bool:
    """Whether it is of that class, which need not be imported for that."""
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(value, kind)
