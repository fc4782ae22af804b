"""Findings as lines that people and programs read."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TextIO

from seismo_django.scrub import text as scrubbed

OK, WARN, FAIL = "OK", "WARN", "FAIL"


class Line(NamedTuple):
    state: str
    """OK, WARN or FAIL."""
    about: str
    sentence: str
    cure: str = ""


def counted(number: int, noun: str) -> str:
    """`1 item`, `2,000 items`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def tell(lines: Sequence[Line], options: Mapping[str, Any], out: TextIO) -> int:
    """Print them, or with `--json` as JSON; the exit code is 1 when one failed."""
    is_good = all(line.state != FAIL for line in lines)
    if options.get("json"):
        told = [dict(line._asdict(), sentence=scrubbed(line.sentence)) for line in lines]
        out.write(json.dumps({"ok": is_good, "lines": told}, indent=2))
    else:
        out.write("\n".join(_written(line) for line in lines))
    return 0 if is_good else 1


def _written(line: Line) -> str:
    cure = f" {line.cure}" if line.cure else ""
    return f"[{line.state:^4}] {line.about}: {scrubbed(line.sentence)}{cure}"
