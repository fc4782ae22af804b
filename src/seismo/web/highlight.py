"""Source lines as HTML in five colours.

A small tokenizer per family of languages, because a page shows many short pieces of code: a piece
costs a tenth of what a full lexer takes, and code that it does not know stays plain.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

COMMENT, STRING, NUMBER, KEYWORD, CALL = "c", "s", "m", "k", "f"

PYTHON = """False None True and as assert async await break case class continue def del elif else
except finally for from global if import in is lambda match nonlocal not or pass raise return self
try while with yield"""
C_LIKE = """abstract as async await base bool boolean break byte case catch chan char class const
continue data debugger default defer delete do double else enum export extends extern false final
finally float fn for foreach from func function get go goto guard if impl implements import in
instanceof int interface internal is let long loop match mod module mut namespace new nil null
object of override package private protected pub public range readonly return sealed select self
set short static string struct super switch this throw throws trait true try type typeof undefined
unsafe use using val var virtual void when where while yield"""
RUBY = """BEGIN END alias and begin break case class def defined? do else elsif end ensure false for
if in module next nil not or redo rescue retry return self super then true undef unless until when
while yield"""
SHELL = """case do done elif else esac export fi for function if in local return set then until
while"""
SQL = """add all alter and as asc begin between by case commit create cross delete desc distinct
drop else end exists from full group having in index inner insert into is join left like limit not
null offset on or order outer returning right rollback select set table then union unique update
values when where with"""
JSON = "false null true"

DOUBLE = r'"(?:\\.|[^"\\\n])*"?'
SINGLE = r"'(?:\\.|[^'\\\n])*'?"
BACKTICK = r"`(?:\\.|[^`\\])*`?"
TRIPLE = r'"""(?:\\.|[^\\])*?(?:"""|$)|' + r"'''(?:\\.|[^\\])*?(?:'''|$)"
HASH_COMMENT = r"#.*"
SLASH_COMMENT = r"//.*|/\*.*?(?:\*/|$)|^\s*\*(?=\s|/|$).*"
DASH_COMMENT = r"--.*|/\*.*?(?:\*/|$)"
NEVER = r"(?!)"

FAMILIES = {
    "python": (HASH_COMMENT, rf"[rbfuRBFU]{{0,2}}(?:{TRIPLE}|{DOUBLE}|{SINGLE})", PYTHON),
    "c": (SLASH_COMMENT, f"{DOUBLE}|{SINGLE}|{BACKTICK}", C_LIKE),
    "ruby": (HASH_COMMENT, f"{DOUBLE}|{SINGLE}", RUBY),
    "shell": (HASH_COMMENT, f"{DOUBLE}|{SINGLE}", SHELL),
    "sql": (DASH_COMMENT, f"{SINGLE}|{DOUBLE}", SQL),
    "json": (NEVER, DOUBLE, JSON),
}
LANGUAGES = {
    "python": "python py pyi",
    "c": """javascript node java csharp go php rust kotlin swift dart cocoa objc groovy c native js
    jsx mjs cjs ts tsx mts cts vue svelte cs kt kts rs m mm h cc cpp hpp scala""",
    "ruby": "ruby rb erb",
    "shell": "shell sh bash",
    "sql": "sql",
    "json": "json",
}
"""Names of platforms and endings of files, by family."""
FAMILY_OF = {name: family for family, names in LANGUAGES.items() for name in names.split()}


def language_of(filename: str | None, platform: str | None) -> str:
    """What to colour a file as: by its ending, else by the platform that sent it."""
    ending = (filename or "").rpartition(".")[2].lower()
    return ending if ending in FAMILY_OF else (platform or "")


def lines(source: Iterable[str], language: str) -> list[SafeString]:
    """Each line as safe HTML. A language that is not known is escaped and nothing more."""
    family = FAMILY_OF.get(language)
    if family is None:
        return [escape(line) for line in source]
    pattern = _pattern(family)
    return [_coloured(line, pattern) for line in source]


@cache
def _pattern(family: str) -> re.Pattern[str]:
    comment, string, keywords = FAMILIES[family]
    return re.compile(
        f"(?P<{COMMENT}>{comment})|(?P<{STRING}>{string})"
        rf"|(?P<{KEYWORD}>\b(?:{_alternatives(keywords.split())})\b)"
        rf"|(?P<{NUMBER}>\b\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?\b|\b0[xXbBoO][\da-fA-F_]+\b)"
        rf"|(?P<{CALL}>\b[A-Za-z_$][\w$]*(?=\())|[A-Za-z_$][\w$]*",
        re.IGNORECASE if family == "sql" else 0,
    )


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _coloured(line: str, pattern: re.Pattern[str]) -> SafeString:
    parts: list[str] = []
    end = 0
    for token in pattern.finditer(line):
        if token.lastgroup is None:
            continue
        parts.append(escape(line[end : token.start()]))
        parts.append(f'<span class="{token.lastgroup}">{escape(token.group())}</span>')
        end = token.end()
    parts.append(escape(line[end:]))
    return mark_safe("".join(parts))  # noqa: S308 -- every part is escaped above
