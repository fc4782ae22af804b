"""Commits of a release: from git, or from what the build server says where git is not there."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

MOST = 1000
FIRST = 20
"""Commits that are sent when nobody knows what came before."""

_FORMAT = "%x1e%H%x1f%an%x1f%ae%x1f%aI%x1f%B%x1d"
_OF_BUILDS = (
    ("GITHUB_SHA", "", "GITHUB_ACTOR", ""),
    ("CI_COMMIT_SHA", "CI_COMMIT_MESSAGE", "CI_COMMIT_AUTHOR", "CI_COMMIT_TIMESTAMP"),
    ("CIRCLE_SHA1", "", "CIRCLE_USERNAME", ""),
)


class Commit(NamedTuple):
    id: str
    author_name: str
    author_email: str
    timestamp: str
    """ISO 8601 with an offset; empty where nobody says."""
    message: str
    patch_set: tuple[tuple[str, str], ...]
    """Type (A, M or D) and path of each file."""

    @property
    def subject(self) -> str:
        return self.message.partition("\n")[0]

    def as_sent(self, repository: str) -> dict[str, Any]:
        """In the field's form, as `releases/{version}/` takes it."""
        told = {
            "id": self.id,
            "repository": repository,
            "message": self.message,
            "author_name": self.author_name,
            "author_email": self.author_email,
            "timestamp": self.timestamp,
            "patch_set": [{"type": kind, "path": path} for kind, path in self.patch_set],
        }
        return {name: value for name, value in told.items() if value != ""}


def commits(folder: Path, wanted: str, previous: str, environ: Mapping[str, str]) -> list[Commit]:
    """`wanted` is a range of git (`v1..v2`) or `auto`: those since `previous`, or the last 20."""
    span = wanted if wanted != "auto" else f"{previous}..HEAD" if previous else "HEAD"
    limit = FIRST if span == "HEAD" else MOST
    told = _git(folder, "log", f"-{limit}", "--name-status", f"--format={_FORMAT}", span, "--")
    if told is None and previous and wanted == "auto":
        return commits(folder, wanted, "", environ)  # rewritten history: that commit is gone
    return _parsed(told) if told is not None else _of_build(environ)


def repository(folder: Path) -> str:
    """`owner/name` of the remote, else the folder's name."""
    remote = (_git(folder, "remote", "get-url", "origin") or "").strip().removesuffix(".git")
    parts = remote.replace(":", "/").split("/")
    return "/".join(parts[-2:]) if len(parts) > 1 else folder.name


def _git(folder: Path, *words: str) -> str | None:
    """None where git is not installed, the folder is no repository, or the range is unknown."""
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and the words are ours but for a range
            ("git", "-C", str(folder), *words),  # noqa: S607 - git is wherever the builder has it
            capture_output=True,
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="replace") if done.returncode == 0 else None


def _parsed(text: str) -> list[Commit]:
    found = []
    for record in text.split("\x1e")[1:]:
        head, _, files = record.partition("\x1d")
        sha, name, mail, time, message = head.split("\x1f")
        found.append(Commit(sha, name, mail, time, message.strip(), tuple(_files(files))))
    return found


def _files(text: str) -> list[tuple[str, str]]:
    files: list[tuple[str, str]] = []
    for line in text.strip().splitlines():
        kind, *paths = line.split("\t")
        if kind.startswith("R"):
            files += [("D", paths[0]), ("A", paths[1])]
        elif paths:
            files.append((kind[0] if kind[0] in "AMD" else "M", paths[-1]))
    return files


def _of_build(environ: Mapping[str, str]) -> list[Commit]:
    for sha, message, author, time in _OF_BUILDS:
        if environ.get(sha):
            name, _, mail = environ.get(author, "").partition("<")
            return [
                Commit(
                    environ[sha], name.strip(), mail.strip(" >"), environ.get(time, ""),
                    environ.get(message, ""), (),
                )
            ]  # fmt: skip
    return []
