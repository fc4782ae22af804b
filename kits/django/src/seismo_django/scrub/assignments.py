"""Secrets in a text that a name before them gives away: `password=...`, `'token': '...'`, `Cookie: ...`."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from seismo_django.scrub.names import LONGEST_NAME, Kind
from seismo_django.scrub.spans import Span
from seismo_django.scrub.values import bare_span, bracketed_span, quoted_span
from seismo_django.scrub.vocabulary import FIELD_NAMES, PARTS_OF_NAMES, PROSE, WHOLE_LINE_NAMES

KindOf: TypeAlias = Callable[[str], Kind]

RULE = "@password:filter"
LONGEST_TEMPLATE = 8192
"""As long as a message may be (semantics.md section 3.6)."""

_PARTS = (
    r"pass|pwd|pw|secret|cred|token|csrf|xsrf|sess|cookie|jwt|otp|cv[vc]|ssn|dsn|auth|sid|sig|pin"
    r"|senha|contrase|kennwort|key|code|number|card|cc|conn|string|phrase|factor|2_?fa|social|id"
)
"""Every secret name has one of these in it: that is seen faster than what the name means."""
_CLOSING = r"(?:\\*[\"'\])]|%2[27]|%5[dD]|&quot;|&\#39;|&\#x27;)*+"
_ASSIGNMENT = re.compile(
    rf"""
    (?<![\w.\-])[.\-]*+
    (?=[\w.\-]*?(?i:{_PARTS}))
    (?P<name>\w[\w.\-]*+)
    (?P<closing>{_CLOSING})
    (?:
        (?P<equals>\s*+(?:=>|:=|!==?|={{1,3}}|%3[dD]|\\+u003[dD])[ \t]*+)
      | (?P<colon>\s*+(?::(?![:/])|%3[aA]|\\+u003[aA])[ \t]*+)
      | (?P<comma>\s*+,\s*+(?=b?\\*["']))
      | (?P<element>>)
      | (?P<gap>[ \t]++(?=\\*["']))
    )
    (?:\s++(?=\\*["'\[{{(]))?+
    """,
    re.VERBOSE,
)
_FORM_PART = re.compile(
    r"\bname=\\*[\"']?(?P<name>[\w.\-\[\]]{1,80}+)\\*[\"']?"
    r"(?:[^\r\n<>\\]{0,100}?\bvalue=\\*[\"']?(?P<value>[^\"'<>\s\\]{1,1024})"
    r"|(?P<head>[^\r\n\\]{0,200}+(?:\r?\n|(?:\\+r)?\\+n)(?:Content-[^\r\n\\]{1,200}+"
    r"(?:\r?\n|(?:\\+r)?\\+n))?(?:\r?\n|(?:\\+r)?\\+n))(?P<body>[^\r\n\\]{1,4096}+))"
)
_FLAG = re.compile(
    r"(?<![\w\-])--(?P<name>[A-Za-z][\w\-]{1,80}+)(?:[ \t]++)(?P<value>[^\s\-\"'][^\s\"']*+)"
)
_LOGIN_CLAUSE = re.compile(r"(?i)\bidentified\s{1,4}by\s{1,4}\\*'([^'\\]{1,256})")

_PLACEHOLDER = re.compile(
    r"%[#0\- +]{0,5}[0-9]{0,4}(?:\.[0-9]{1,4})?[sdrifxga]|\{[0-9]{0,3}(?:![rsa])?\}"
)
_PLACEHOLDER_LEAD = re.compile(r"[\"'\[(<]{0,3}(?:[A-Za-z]{1,12} )?")
_SCHEME = re.compile(r"(?i)(?:bearer|basic|token|apikey|api-key|negotiate|jwt)(?:\s|%20){1,4}")
_LINE = re.compile(r"(?:[^\r\n\\]|\\(?![rn\"']))++")
_ELEMENT = re.compile(r"[^<]++")
_INERT = re.compile(
    r"""(?ix)\s*
    (?: | none | null | nil | undefined | true | false | yes | no | on | off | not[ ]set | n/a
      | \*+ | \.{2,3} | -+ | <redacted>
      | \[(?:filtered|redacted|removed|email|creditcard|iban|us-ssn|token|pemkey|auth|ip|password)\]
      | 0+ | \W{1,3}
      | %s | %\(\w{1,40}\)[sr] | \?+ | \{\w{0,40}\} | \$\{?\w{1,40}\}? | \{\{[\s\w.]{1,60}\}\}
      | \[?["']?(?:this|the|your|enter|please|passwords?)[ ](?:\w{1,20}[ ]){1,20}\w{1,20}\.["']?\]?
      | \[ErrorDetail\([^\n]{0,300}\)\]
      | <(?:class|function|bound[ ]method|built-in|module|property)\b[^<>]{0,300}>
      | <[^<>]{1,300}[ ]at[ ]0x[0-9a-f]{4,16}>
    )\s*"""
)
_IDENTIFIER = re.compile(r"[A-Za-z_]{1,40}(?:\.[A-Za-z_]{1,40})*")
_MIGRATION = re.compile(r"[0-9]{4}_[a-z0-9_]{1,80}")
"""Django writes `('auth', '0001_initial')`."""
_WORD_BEFORE = re.compile(r"([A-Za-z]{1,20})[ _]\Z")
_ANNOTATION = re.compile(r"(?:str|bytes|Optional|Final|SecretStr)[\w.\[\] |]{0,40}= ?(?=[\"'])")


class Assigned(NamedTuple):
    """A secret in a text."""

    span: Span
    literal: bool
    """Stands there whole, so that the same value can be looked for elsewhere."""


def is_inert(value: str) -> bool:
    """Nothing that could be a secret: empty, a placeholder, already filtered, a bare object's repr."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return len(value) <= 340 and _INERT.fullmatch(value) is not None


def is_word_beside(value: str) -> bool:
    """In `['password', 'email']` and `['token', 'expired']` the second is not the value of the first."""
    word = value.lower()
    return word in FIELD_NAMES or word in PROSE or _MIGRATION.fullmatch(value) is not None


def _is_field_name(value: str, kind_of: KindOf) -> bool:
    return is_word_beside(value) or kind_of(value) >= Kind.TEXT


def _name(found: re.Match[str], text: str) -> str:
    """The name without what an escape before it left: `\\n` of a newline, `%22` of a quote."""
    start, name = found.start("name"), found["name"].rstrip(".-")
    before = text[start - 1] if start else ""
    if before == "\\" and name[0] in "nrt":
        name = name[1:]
    elif before == "%":
        name = name[2:]
    if name.lower() in PARTS_OF_NAMES:
        earlier = _WORD_BEFORE.search(text, max(0, start - 24), start)
        if earlier is not None:
            name = f"{earlier[1]}_{name}"
    return name[-LONGEST_NAME:]


def _speaks_of_syntax(text: str, start: int) -> bool:
    """`Unexpected token '<'` is what JavaScript says about a page where JSON should be."""
    return text[max(0, start - 11) : start].lower().endswith("expected ")


def _is_pair(text: str, found: re.Match[str]) -> bool:
    """The two stand alone in brackets, as in `('password', '...')`: not a list of field names."""
    opening = text[max(0, found.start("name") - 6) : found.start("name")].rstrip("\\\"'b")
    value = quoted_span(text, found.end())
    if value is None or not found["closing"]:
        return False
    after = text[value[1] : value[1] + 6].lstrip("\\\"' ")
    return opening.endswith(("(", "[")) and (not after or after.startswith((")", "]")))


def _literal_in_source(value: str, kind_of: KindOf) -> bool:
    return not (_IDENTIFIER.fullmatch(value) and ("." in value or _is_field_name(value, kind_of)))


def _bare(text: str, start: int, name: str, *, colon: bool) -> tuple[int, int] | None:
    whole_line = name.lower() in WHOLE_LINE_NAMES
    scheme = _SCHEME.match(text, start)
    if scheme is not None and not name.lower().endswith("cookie"):
        start, whole_line = scheme.end(), False
    if whole_line:
        line = _LINE.match(text, start)
        return line.span() if line is not None and line[0].strip() not in PROSE else None
    span = bare_span(text, start)
    if span is None:
        return None
    word = text[slice(*span)].lower()
    prose = word in PROSE and (colon or text[span[1] : span[1] + 1] == " ")
    return None if prose else span


def _value(text: str, found: re.Match[str], name: str, kind: Kind) -> tuple[int, int, bool] | None:
    """The span of the value after a name, and whether it was quoted."""
    start = found.end()
    annotation = _ANNOTATION.match(text, start) if found["colon"] else None
    if annotation is not None:
        start = annotation.end()
    if found["element"]:
        element = _ELEMENT.match(text, start)
        opened = text[found.start("name") - 1 : found.start("name")] in ("<", ":")
        if element is None or not opened or not text.startswith("</", element.end()):
            return None
        return (*element.span(), True)
    quoted = quoted_span(text, start)
    if quoted is not None:
        return (*quoted, True)
    if found["gap"] or found["comma"]:
        return None
    bracketed = bracketed_span(text, start)
    if bracketed is not None:
        return (*bracketed, False) if kind is Kind.SECRET else None
    if text.startswith("<", start):
        close = text.find(">", start) + 1
        return (start, close or len(text), False)
    bare = _bare(text, start, name, colon=bool(found["colon"]))
    return (*bare, False) if bare is not None else None


def _named(text: str, found: re.Match[str], kind_of: KindOf, *, source: bool) -> Assigned | None:
    name = _name(found, text)
    kind = kind_of(name)
    if kind < Kind.TEXT or _speaks_of_syntax(text, found.start("name")):
        return None
    if found["comma"] and not _is_pair(text, found):
        return None
    span = _value(text, found, name, kind)
    if span is None:
        return None
    start, end, quoted = span
    value = text[start:end]
    if start == end or is_inert(value) or (source and not quoted):
        return None
    if (source and not _literal_in_source(value, kind_of)) or (
        found["comma"] and _is_field_name(value, kind_of)
    ):
        return None
    return Assigned(Span(start, end, RULE), quoted or not value.startswith(("[", "{", "(", "<")))


def _after_names(text: str, kind_of: KindOf, *, source: bool) -> Iterator[Assigned]:
    found = _ASSIGNMENT.search(text)
    while found is not None:
        assigned = _named(text, found, kind_of, source=source)
        at = found.end()
        if assigned is not None:
            yield assigned
            at = max(at, assigned.span.end)
        found = _ASSIGNMENT.search(text, at)


def _in_forms_and_flags(text: str, kind_of: KindOf) -> Iterator[Assigned]:
    for found in _FORM_PART.finditer(text):
        if kind_of(found["name"]) >= Kind.TEXT:
            group = "value" if found["value"] else "body"
            yield Assigned(Span(*found.span(group), RULE), True)
    for found in _FLAG.finditer(text):
        if kind_of(found["name"]) >= Kind.TEXT and not is_inert(found["value"]):
            yield Assigned(Span(*found.span("value"), RULE), True)
    for found in _LOGIN_CLAUSE.finditer(text):
        yield Assigned(Span(*found.span(1), RULE), True)


def assigned_secrets(text: str, kind_of: KindOf, *, source: bool = False) -> list[Assigned]:
    """The secrets behind names. In source code only literals are values: the rest is program."""
    found = list(_after_names(text, kind_of, source=source))
    if not source:
        found += _in_forms_and_flags(text, kind_of)
    return found


def secret_placeholders(template: str, kind_of: KindOf) -> list[int]:
    """Which positional placeholders of a log message stand behind a secret name.

    `"%s: password=%s"` gives [1].
    """
    template = template[:LONGEST_TEMPLATE]
    starts = [found.start() for found in _PLACEHOLDER.finditer(template)]
    ends = set()
    for found in _ASSIGNMENT.finditer(template):
        if kind_of(_name(found, template)) >= Kind.TEXT:
            lead = _PLACEHOLDER_LEAD.match(template, found.end())
            ends.add(lead.end() if lead is not None else found.end())
    return [index for index, start in enumerate(starts) if start in ends]
