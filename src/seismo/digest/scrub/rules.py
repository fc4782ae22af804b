"""The rules of one project, compiled: what to look for in the bytes, and what a name means."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import msgspec
import re2

from seismo.digest.scrub.names import Kind, kind_of
from seismo.model.project import Scrubbing

ByteScanner: TypeAlias = Any
"""A compiled RE2 expression over bytes; the package has no types."""

_NAMES = (
    r"pass|pwd|[^a-z]pw|passw|secret|cred|token|csrf|xsrf|session|sess_?id|cookie|jwt|otp|cv[vc]|ssn"
    r"|dsn|authorization|x[_\-. ]?auth|[^a-z]sid|[^a-z]sig|[^a-z]pin"
    r"|auth\w*hash|senha|contrase.{1,2}a|kennwort"
    r"|(?:api|private|secret|access|account|signing|encryption|master|ssh|license|shared|deploy"
    r"|auth|storage)[_\-. ]?keys?|auth[_\-. ]?(?:header|code|hash|data|value|info|params|string)"
    r"|(?:security|verification|backup|recovery|mfa|twofactor)[_\-. ]?codes?"
    r"|c(?:ard|c)[_\-. ]?(?:num|no|code|pin)|(?:credit|debit)[_\-. ]?cards?|conn[_\-. ]?str"
    r"|connection[_\-. ]?string|two[_\-. ]?factor|2[_\-. ]?fa|social[_\-. ]?security|amz[_\-.]?sig"
)
_NAMES_AND_AUTH = rf"{_NAMES}|auth|pin|pw|sid"
_CLOSE = r"(?:\\*[\"'\])]|%2[27]|%5d|&quot;|&#39;|&#x27;)*"
_SIGN = r"(?:\s|\\+[nrt])*(?:=|:|>|!=|%3[ad]|\\+u003[ad])"
_QUOTE = r"\\*[\"']"

_ASSIGNMENTS = (
    rf"(?:{_NAMES})[\w.\-]*{_CLOSE}{_SIGN}",
    rf"[^.o]auth{_CLOSE}{_SIGN}",
    rf"[\[(]\s*b?{_QUOTE}[\w.\- ]*(?:{_NAMES_AND_AUTH})[\w.\- ]*{_QUOTE}\s*,",
    rf"--[\w\-]*(?:{_NAMES_AND_AUTH})[\w\-]*{_QUOTE}?[ \t,]",
    rf"(?:{_NAMES})[\w.\-]*{_CLOSE}[ \t]+{_QUOTE}",
    rf"name={_QUOTE}?[\w.\-\[\]]*(?:{_NAMES_AND_AUTH})",
    r"identified\s+by",
)
_SHAPES = (
    r"eyj[\w\-]{8}",
    r"-----begin ",
    r"(?:bearer|basic)(?:\s|%20|\+)+[\w.~+/\-:]{6}",
    r"://[^\s\"'<>@]{2,}@",
    r"[2-6][0-9]{3}[ \-]?[0-9]{4}[ \-]?[0-9]{4}|3[0-9]{3}[ \-]?[0-9]{6}[ \-]?[0-9]",
    r"[0-9]{3}-[0-9]{2}-[0-9]{4}",
    r"pbkdf2_|\$2[abxy]\$|\$argon2|scrypt\$",
    r"hooks\.slack|api/webhooks",
)
_CAPITALS = (
    r"[A-Z]{2}[0-9]{2} ?[A-Z0-9]{4} ?[A-Z0-9]{4}",
    r"A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{8}|AIza|GOCSPX-|NRAK-|PMAK-|AGE-SECRET|SG\.[\w\-]{8}",
    r"gh[pousr]_|github_pat_|gl[a-z]{2,5}-[\w\-]{8}|xox[a-z]-|xapp-|[srp]k_(?:live|test)_|whsec_",
    r"ya29\.|sk-[\w\-]{8}|npm_|pypi-[\w\-]{8}|hf_|do[opr]_v1_|shp[a-z]{2}_|sntry[su]_|hv[sbr]\.",
    r"dapi[a-f0-9]{8}|lin_api_|ntn_|gsk_|r8_|dp\.pt\.|sq0[a-z]{3}-|key-[a-f0-9]{8}|SK[a-f0-9]{8}",
    r"[0-9]{8}:AA",
)

_encode = msgspec.json.Encoder().encode


class Rules(NamedTuple):
    key: int
    """A hash; other rules have another one."""
    scanner: ByteScanner
    """Finds every place in the JSON of an event where a secret may stand, and some where none does."""
    kind_of: Callable[[str], Kind]
    sensitive: re.Pattern[str] | None
    """The project's own words: a text that holds one is removed whole."""
    safe: frozenset[str]
    """Names, in lower case, under which nothing is touched."""


def _written(words: tuple[str, ...]) -> list[str]:
    """As JSON writes them, in the cases that a scanner of bytes cannot fold by itself."""
    cased = {form for word in words for form in (word, word.lower(), word.upper())}
    return [re.escape(_encode(form)[1:-1].decode()) for form in sorted(cased)]


def _scanner(words: tuple[str, ...]) -> ByteScanner:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    folded = "|".join((*_ASSIGNMENTS, *_SHAPES, *_written(words)))
    expression = f"(?i:{folded})|{'|'.join(_CAPITALS)}"
    return re2.compile(expression.encode(), options)


def _kinds(sensitive: re.Pattern[str] | None, safe: frozenset[str]) -> Callable[[str], Kind]:
    def kind(name: str) -> Kind:
        if name.lower() in safe:
            return Kind.SAFE
        if sensitive is not None and sensitive.search(name):
            return Kind.SECRET
        return kind_of(name)

    return kind


@lru_cache(maxsize=256)
def rules_of(scrubbing: Scrubbing) -> Rules:
    words = tuple(word for word in scrubbing.sensitive_fields if word.strip())
    safe = frozenset(name.lower() for name in scrubbing.safe_fields)
    sensitive = re.compile("|".join(map(re.escape, words)), re.IGNORECASE) if words else None
    kind = _kinds(sensitive, safe) if words or safe else kind_of
    return Rules(hash(scrubbing), _scanner(words), kind, sensitive, safe)
