"""Ownership rules out of a CODEOWNERS file as GitHub reads it (semantics.md section 2.7). Pure.

The patterns are those of gitignore: one with a slash before its end begins at the root of the repository, any
other stands at any depth, and one that names a folder is about all that is in it. Of the lines that match the
last one counts, as it does of ownership rules.
"""

import re
from collections.abc import Collection, Iterator

import msgspec

from seismo.digest.grouping.rule_lines import NotARule, Problem

FIRST_LINE = "# From CODEOWNERS"
LAST_LINE = "# End of CODEOWNERS"
_BLOCK = re.compile(f"{FIRST_LINE}\n.*?{LAST_LINE}\n*", re.DOTALL)
_WORD = re.compile(r"(?:\\.|[^\s\\])+")
_ESCAPE = re.compile(r"\\(.)")
_SECTION = re.compile(r"\^?\[.*\]")


class Translated(msgspec.Struct, frozen=True):
    rules: tuple[str, ...]
    left_out: tuple[Problem, ...]
    """What of the file is in no rule, by its lines, and why."""


def translate(text: str, source_root: str, known: Collection[str]) -> Translated:
    """The rules that say what the file says.

    Stack traces have paths from `source_root` on, a folder of the repository; empty is the repository itself.
    `known` are all owners there are: mail addresses, and teams as `#slug`.
    """
    root = f"{source_root.strip().strip('/')}/".lstrip("/")
    rules: list[str] = []
    left_out: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = list(_words(line))
        if not words:
            continue
        try:
            pattern = _pattern(words[0], root)
            owners = [_owner(word, known) for word in words[1:]]
        except NotARule as why:
            left_out.append(Problem(number, 1, why.cause, why.cure))
            continue
        strangers = [word for word, owner in zip(words[1:], owners, strict=True) if owner is None]
        left_out += [
            Problem(number, line.rfind(word) + 1, f"nobody here is `{word}`", "the others stay")
            for word in strangers
        ]
        found = list(dict.fromkeys(owner for owner in owners if owner))
        if found:
            rules.append(f"path:{pattern} {' '.join(found)}")
        elif not strangers:
            cure = "rules cannot take owners away"
            left_out.append(Problem(number, 1, "it names no owner", cure))
    return Translated(tuple(rules), tuple(left_out))


def put_first(translated: Translated, rules: str) -> str:
    """The rules of a text with those of the file above them, in the place of what came from one before."""
    block = "\n".join((FIRST_LINE, *translated.rules, LAST_LINE))
    own = _BLOCK.sub("", f"{rules}\n").strip("\n")
    return f"{block}\n\n{own}" if own else block


def _words(line: str) -> Iterator[str]:
    """A pattern and its owners, up to a comment."""
    for found in _WORD.finditer(line):
        if found[0].startswith("#"):
            return
        yield found[0]


def _pattern(word: str, root: str) -> str:
    """What an ownership rule says for the paths that a pattern means, below the root."""
    if word.startswith("!"):
        raise NotARule(0, "it begins with `!`", "rules take no pattern back")
    if _SECTION.match(word):
        raise NotARule(0, "it is the head of a section", "the lines below it count by themselves")
    path = _ESCAPE.sub(r"\1", word)
    is_folder = path.endswith("/")
    path = path.strip("/")
    is_from_root = "/" in path or word.startswith("/")
    if is_from_root and not path.startswith("**") and root != "/":
        path = _below(path, root)
    if path in {"", "*", "**"}:
        return "**"
    if is_folder or not re.search(r"[.*]", path.rpartition("/")[2]):
        path = f"{path}/**"
    path = path if path.startswith("**") else f"**/{path}"
    return f'"{path}"' if " " in path else path


def _below(path: str, root: str) -> str:
    """A path from the root of the repository, as a path from a folder of it."""
    if root.startswith(f"{path}/"):
        return ""
    if not path.startswith(root):
        raise NotARule(0, f"it is about what is not in `{root}`", "stack traces have nothing of it")
    return path.removeprefix(root)


def _owner(word: str, known: Collection[str]) -> str | None:
    """The owner of that name here: a mail address, a team, or the one member whose address begins so."""
    name = word.lower()
    if not name.startswith("@"):
        return name if name in known else None
    organization, slash, team = name[1:].rpartition("/")
    if slash and organization:
        return f"#{team}" if f"#{team}" in known else None
    namesakes = [owner for owner in known if owner.startswith(f"{name[1:]}@")]
    return namesakes[0] if len(namesakes) == 1 else None
