"""Which version of the application runs: said by a variable, baked into the image, or read from `.git`."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

COMMIT_VARIABLES = (
    "GIT_COMMIT_SHA", "RAILWAY_GIT_COMMIT_SHA", "RENDER_GIT_COMMIT", "HEROKU_BUILD_COMMIT",
    "HEROKU_SLUG_COMMIT", "SOURCE_VERSION", "VERCEL_GIT_COMMIT_SHA", "FLY_IMAGE_REF", "GITHUB_SHA",
    "CI_COMMIT_SHA", "CIRCLE_SHA1", "K_REVISION", "GAE_DEPLOYMENT_ID",
    "CODEBUILD_RESOLVED_SOURCE_VERSION",
)  # fmt: skip
"""In which platforms name what they deployed, in the order in which they are asked."""
BAKED = (".seismo-release", "REVISION", "version.json")
"""Files that an image may carry, beside manage.py or one folder above."""

_SHA = re.compile(r"\A[0-9a-f]{7,64}\Z")
_PARENTS_ASKED_FOR_GIT = 4
_NAMES_NOTHING = frozenset({"", "app", "config", "conf", "core", "project", "settings", "src"})


class Found(NamedTuple):
    release: str = ""
    source: str = ""
    """The variable or the file that said it."""
    git_sha: str = ""
    sha_source: str = ""


def find(environ: Mapping[str, str], folder: Path, project: str) -> Found:
    """Ask every source; nothing is run, so it works in images without git and wherever a process starts."""
    told = _by_variables(environ, project) or _by_file(folder, project) or _by_git(folder)
    sha, sha_source = _commit(environ, folder)
    return Found(*(told or ("", "")), sha, sha_source)


def project_name(settings_module: str, folder: Path) -> str:
    """The package of the settings, or the name of the folder where that package is called `config`."""
    package = settings_module.split(".", 1)[0]
    return folder.name if package in _NAMES_NOTHING else package


def qualified(version: str, project: str) -> str:
    """`1.0.0` as `shop@1.0.0`; a commit, or what has a package already, stays."""
    return version if "@" in version or _SHA.match(version) else f"{project}@{version}"


def _by_variables(environ: Mapping[str, str], project: str) -> tuple[str, str] | None:
    for name in ("SEISMO_RELEASE", "SENTRY_RELEASE"):
        if environ.get(name, "").strip():
            return environ[name].strip(), name
    if environ.get("APP_VERSION", "").strip():
        return qualified(environ["APP_VERSION"].strip(), project), "APP_VERSION"
    for name in COMMIT_VARIABLES:
        if environ.get(name, "").strip():
            return _of_platform(name, environ[name]), name
    return None


def _of_platform(name: str, text: str) -> str:
    return text.strip().rpartition(":")[2] if name == "FLY_IMAGE_REF" else text.strip()


def _by_file(folder: Path, project: str) -> tuple[str, str] | None:
    for path in _baked(folder):
        version, commit = _read_baked(path)
        if version or commit:
            return (qualified(version, project) if version else commit), str(path)
    return None


def _baked(folder: Path) -> list[Path]:
    paths = [place / name for place in (folder, folder.parent) for name in BAKED]
    return [path for path in paths if path.is_file()]


def _read_baked(path: Path) -> tuple[str, str]:
    """The version and the commit that a file tells; what cannot be read tells nothing."""
    text = _text(path)
    if path.suffix == ".json":
        try:
            told = json.loads(text)
        except ValueError:
            return "", ""
        if not isinstance(told, dict):
            return "", ""
        return str(told.get("version") or ""), str(told.get("commit") or "")
    version, _, commit = text.partition("\n")
    return version.strip(), commit.strip()


def _by_git(folder: Path) -> tuple[str, str] | None:
    sha, source = _head(folder)
    return (sha, source) if sha else None


def _commit(environ: Mapping[str, str], folder: Path) -> tuple[str, str]:
    for name in COMMIT_VARIABLES:
        if _SHA.match(environ.get(name, "").strip()):
            return environ[name].strip(), name
    for path in _baked(folder):
        for told in _read_baked(path):
            if _SHA.match(told):
                return told, str(path)
    return _head(folder)


def _head(folder: Path) -> tuple[str, str]:
    """The commit that is checked out in the repository around the folder."""
    for place in (folder, *list(folder.parents)[:_PARENTS_ASKED_FOR_GIT]):
        git = _git_folder(place / ".git")
        if git:
            sha = _resolved(git)
            return (sha, str(git / "HEAD")) if sha else ("", "")
    return "", ""


def _git_folder(path: Path) -> Path | None:
    """The git directory; a worktree and a submodule have a file that names it."""
    if path.is_dir():
        return path
    named = _text(path).removeprefix("gitdir:").strip() if path.is_file() else ""
    return (path.parent / named).resolve() if named else None


def _resolved(git: Path) -> str:
    head = _text(git / "HEAD").strip()
    if not head.startswith("ref:"):
        return head if _SHA.match(head) else ""
    reference = head.removeprefix("ref:").strip()
    shared = (git / _text(git / "commondir").strip()).resolve()
    for place in (git, shared):
        sha = _text(place / reference).strip()
        if _SHA.match(sha):
            return sha
    for line in _text(shared / "packed-refs").splitlines():
        sha, _, name = line.partition(" ")
        if name == reference:
            return sha
    return ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
