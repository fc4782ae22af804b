"""The page of what Django teams asked for: each row with its tests, or the reason why it has none."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = ROOT / "docs/kit/rows.toml"
TESTS = ROOT / "kits/django/tests"

_TEST = re.compile(r"^(?:async )?def test_((?:[A-Z]+\d+_)+)", re.MULTILINE)


def requirements() -> Iterator[str]:
    told = tomllib.loads(ROWS.read_text())
    rows, reasons, tests = told["rows"], told["reasons"], tests_by_row()
    unknown = sorted(tests.keys() - rows.keys())
    if unknown:
        raise SystemExit(f"docs/kit/rows.toml has no row {', '.join(unknown)}, but tests name it")
    yield "# What Django teams asked for"
    yield (
        "Each row is a capability that teams had written into their documents before there was a "
        "kit. A row is met when its tests are green, which `make test` shows: "
        "`pytest -c kits/django/pyproject.toml kits/django/tests -k test_C15` runs those of one "
        "row. They go through real processes of Django, and a real server or a listener that "
        "keeps the bytes."
    )
    met = sum(row in tests for row in rows)
    yield f"{met} of {len(rows)} rows have tests."
    lines = [f"| {row} | {title} | {_state(row, tests, reasons)} |" for row, title in rows.items()]
    yield "\n".join(("| row | capability | tests, or the reason |", "| --- | --- | --- |", *lines))


def tests_by_row() -> dict[str, list[str]]:
    """The files with tests that are named after a row."""
    found: dict[str, set[str]] = {}
    for path in TESTS.glob("test_*.py"):
        for names in _TEST.findall(path.read_text()):
            for row in names.strip("_").split("_"):
                found.setdefault(row, set()).add(path.name)
    return {row: sorted(files) for row, files in found.items()}


def _state(row: str, tests: dict[str, list[str]], reasons: dict[str, str]) -> str:
    if row in tests:
        return ", ".join(f"`{file}`" for file in tests[row])
    return f"not met: {reasons.get(row, 'there is no test yet.')}"
