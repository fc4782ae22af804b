"""The rules of one project, compiled: what to look for in the bytes, and what a name means."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import msgspec
import re2

from seismo.digest.scrub.advanced.language import Rule, parse_rules
from seismo.digest.scrub.advanced.selectors import (
    Selector,
    SelectorError,
    is_selector,
    parse_selector,
    written_name,
)
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
    """Finds every place in the JSON of an event where a secret may stand, and some where none does.

    None when there is nothing to look for.
    """
    kind_of: Callable[[str], Kind]
    sensitive: re.Pattern[str] | None
    """The project's own words: a text that holds one is removed whole."""
    safe: frozenset[str]
    """Names, in lower case, under which nothing is touched."""
    safe_places: tuple[Selector, ...]
    """Places where nothing is touched."""
    defaults: bool
    """Whether secrets are known by their names and shapes, not only by the project's own words."""
    advanced: tuple[Rule, ...]
    """What runs before all that, in its order."""


def _written(words: tuple[str, ...]) -> list[str]:
    """As JSON writes them, in the cases that a scanner of bytes cannot fold by itself."""
    cased = {form for word in words for form in (word, word.lower(), word.upper())}
    return [re.escape(_encode(form)[1:-1].decode()) for form in sorted(cased)]


_IP_PLACES = (
    "$user.ip_address || $http.env.REMOTE_ADDR || $sdk.client_ip || $span.sentry_tags.'user.ip'"
    " || attributes.'client.address' || attributes.'user.ip_address'"
)
_NO_IP_PLACES = "debug_meta.** || $frame.filename || $frame.abs_path || $http.headers.user-agent"


def _scanner(words: tuple[str, ...], *, defaults: bool) -> ByteScanner:
    """None when there is nothing to look for."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.never_capture = True
    options.log_errors = False
    known = (*_ASSIGNMENTS, *_SHAPES) if defaults else ()
    parts = [f"(?i:{part})" for part in (*known, *_written(words))]
    parts += _CAPITALS if defaults else ()
    return re2.compile("|".join(parts).encode(), options) if parts else None


def _kinds(
    sensitive: re.Pattern[str] | None, safe: frozenset[str], *, defaults: bool
) -> Callable[[str], Kind]:
    def kind(name: str) -> Kind:
        if name.lower() in safe:
            return Kind.SAFE
        if sensitive is not None and sensitive.search(name):
            return Kind.SECRET
        return kind_of(name) if defaults else Kind.INNOCENT

    return kind if safe or sensitive is not None or not defaults else kind_of


def _addresses_rules(safe: Iterable[str]) -> tuple[Rule, ...]:
    """What removes IP addresses: a project's switch, so unlike other advanced rules it spares safe names."""
    spared = " || ".join((_NO_IP_PLACES, *map(written_name, safe)))
    text = f"remove @anything from {_IP_PLACES}\nreplace @ip from $string && !({spared})"
    places, everywhere = parse_rules(text).rules
    return places._replace(id="@ip:remove"), everywhere


def _places(safe_fields: Iterable[str]) -> Iterator[Selector]:
    for text in safe_fields:
        if is_selector(text):
            with suppress(SelectorError):
                yield parse_selector(text)


@lru_cache(maxsize=256)
def rules_of(scrubbing: Scrubbing) -> Rules:
    words = tuple(word for word in scrubbing.sensitive_fields if word.strip())
    safe = frozenset(name.lower() for name in scrubbing.safe_fields)
    sensitive = re.compile("|".join(map(re.escape, words)), re.IGNORECASE) if words else None
    advanced = parse_rules(scrubbing.organization_rules, "organization").rules
    advanced += parse_rules(scrubbing.rules, "project").rules
    return Rules(
        key=hash(scrubbing),
        scanner=_scanner(words, defaults=scrubbing.defaults),
        kind_of=_kinds(sensitive, safe, defaults=scrubbing.defaults),
        sensitive=sensitive,
        safe=safe,
        safe_places=tuple(_places(scrubbing.safe_fields)),
        defaults=scrubbing.defaults,
        advanced=advanced + (_addresses_rules(safe) if scrubbing.ip_addresses else ()),
    )
