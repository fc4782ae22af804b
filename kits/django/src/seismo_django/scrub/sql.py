"""SQL without its values: a query that was written with them shows as if they had been parameters."""

import re
from typing import Any

from seismo_django.scrub.recent import Recent

_VALUE = re.compile(
    r"(?:\b[EeNnXxBb])?'(?:[^'\\]|''|\\.)*+(?:'|\Z)"
    r"|\$\w{0,20}\$.*?(?:\$\w{0,20}\$|\Z)"
    r"|(?<=[=<>(,+*/%])(\s*+)[+\-]?(?:0x[0-9A-Fa-f]+|[0-9]+(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]+)?)(?![\w.])"
    r"|\b((?:BETWEEN|AND|THEN|ELSE|LIKE)\s++)[+\-]?[0-9]+(?:\.[0-9]+)?(?![\w.])",
    re.DOTALL | re.IGNORECASE,
)
_QUERY = re.compile(
    r"\s*+(?:select|insert|update|delete|with|replace|merge|call|exec)\b", re.IGNORECASE
)
LONGEST = 16_384
_without_values: Recent[str] = Recent(2048)


def parameterised(sql: str) -> str | None:
    """The query with `%s` for each of its values, None when it has none or is no query."""
    if sql in _without_values:
        return None
    short = sql[:LONGEST]
    changed = _VALUE.sub(r"\1\2%s", short) if _QUERY.match(short) else sql
    if changed == sql:
        if len(sql) < LONGEST:
            _without_values.add(sql)
        return None
    return changed


def query_in(entry: dict[str, Any]) -> str | None:
    """The name under which a breadcrumb or a span holds SQL. Streamed spans have their op among the rest."""
    if entry.get("category") == "query":
        return "message"
    if str(entry.get("op")).startswith("db"):
        return "description"
    op = (entry.get("attributes") or {}).get("sentry.op")
    value = op.get("value") if isinstance(op, dict) else op
    return "name" if str(value).startswith("db") else None


def holds_values(entry: dict[str, Any]) -> bool:
    name = query_in(entry)
    text = entry.get(name) if name else None
    return isinstance(text, str) and parameterised(text) is not None
