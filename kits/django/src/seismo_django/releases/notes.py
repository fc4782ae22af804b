"""Notes of a release, in Markdown, from the subjects of its commits."""

import re
from collections.abc import Iterable

from seismo_django.releases.commits import Commit

_CONVENTIONAL = re.compile(r"\A(\w+)(?:\([^)]*\))?(!)?:\s*(.+)")
_TITLES = {
    "feat": "New", "feature": "New", "add": "New", "fix": "Fixed", "fixes": "Fixed", "fixed": "Fixed",
    "perf": "Faster", "docs": "Documentation", "revert": "Taken back",
}  # fmt: skip
_ORDER = ("Breaking", "New", "Fixed", "Faster", "Taken back", "Documentation", "Other")


def notes(version: str, commits: Iterable[Commit]) -> str:
    """A heading for each type of change; merges are left out."""
    groups: dict[str, list[str]] = {}
    for commit in commits:
        if not commit.subject.startswith("Merge "):
            title, sentence = _sorted(commit)
            groups.setdefault(title, []).append(f"- {sentence} ({commit.id[:7]})")
    parts = [f"# {version}"]
    for title in _ORDER:
        if title in groups:
            parts += [f"## {title}", "\n".join(groups[title])]
    return "\n\n".join(parts) + "\n"


def _sorted(commit: Commit) -> tuple[str, str]:
    told = _CONVENTIONAL.match(commit.subject)
    if told:
        kind, breaking, sentence = told.groups()
        return ("Breaking" if breaking else _TITLES.get(kind.lower(), "Other")), sentence
    first = commit.subject.split(" ", 1)[0].lower()
    return _TITLES.get(first, "Other"), commit.subject
