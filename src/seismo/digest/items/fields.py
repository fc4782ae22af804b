"""Fields of a payload that is read one by one: the value when it has the right type, else nothing."""

from typing import Any

from seismo.model.event import Json

MAX_TEXT = 200
MOST = 1_000_000_000


def bag(raw: Json) -> dict[str, Any]:
    return raw if isinstance(raw, dict) else {}


def text(raw: Json, limit: int = MAX_TEXT) -> str | None:
    """The text without space around it, cut to `limit` characters; None for an empty one."""
    if not isinstance(raw, str):
        return None
    plain = raw.strip()
    return (plain if len(plain) <= limit else plain[: limit - 3] + "...") or None


def number(raw: Json) -> float | None:
    is_number = isinstance(raw, int | float) and not isinstance(raw, bool)
    return float(raw) if is_number else None


def count(raw: Json, most: int = MOST) -> int:
    """A count that can be added up; 0 for what is none."""
    is_count = isinstance(raw, int) and not isinstance(raw, bool)
    return min(max(raw, 0), most) if is_count else 0


def texts(raw: Json, limit: int, most: int) -> list[str]:
    """The texts of a list, at most so many."""
    entries = raw if isinstance(raw, list) else []
    return [each[:limit] for each in entries[:most] if isinstance(each, str) and each]
