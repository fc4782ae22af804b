"""Beat's schedules as monitors."""

import hashlib
import re
from typing import Any

LONGEST = 50
_NOT_IN_SLUGS = re.compile(r"[^a-z0-9_-]+")


def slug(name: str) -> str:
    """The name of a schedule as a monitor's slug: at most 50 of a-z, 0-9, _ and -, and always the same."""
    plain = _NOT_IN_SLUGS.sub("-", name.lower()).strip("-")
    if plain and len(plain) <= LONGEST:
        return plain
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{plain[: LONGEST - 9]}-{mark}".strip("-")


def named(check_in: dict[str, Any]) -> dict[str, Any]:
    """A check-in whose monitor every server takes. Beat names schedules freely: `Import (nightly)`."""
    return {**check_in, "monitor_slug": slug(str(check_in["monitor_slug"]))}
