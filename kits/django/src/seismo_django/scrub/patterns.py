"""Secrets that are known by their own shape, wherever they stand. Every pattern is linear."""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from string import ascii_uppercase
from typing import TypeAlias

from seismo_django.scrub.spans import Span

_START = r"(?:(?<![A-Za-z0-9_])|(?<=\\[nrt])|(?<=%[23][0-9A-Fa-f]))"

_VENDOR = re.compile(
    _START + r"(?:"
    r"A(?:KIA|SIA|BIA|CCA)[A-Z2-7]{16}(?![A-Za-z0-9])"
    r"|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}"
    r"|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_\-]{16,}"
    r"|xox[abceoprs]-[A-Za-z0-9\-]{8,}|xapp-[0-9]-[A-Za-z0-9\-]{8,}"
    r"|[srp]k_(?:live|test)_[A-Za-z0-9]{8,}|whsec_[A-Za-z0-9+/=]{16,}"
    r"|AIza[A-Za-z0-9_\-]{30,}|ya29\.[A-Za-z0-9_\-]{16,}|GOCSPX-[A-Za-z0-9_\-]{16,}"
    r"|sk-(?=[A-Za-z0-9_\-]{0,64}[0-9])[A-Za-z0-9_\-]{16,}"
    r"|SG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}"
    r"|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_\-]{30,}|hf_[A-Za-z0-9]{30,}"
    r"|do[opr]_v1_[a-f0-9]{32,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{24,}"
    r"|sntry[su]_[A-Za-z0-9_\-+/=]{20,}|hv[sbr]\.[A-Za-z0-9_\-]{20,}|dapi[a-f0-9]{32}"
    r"|lin_api_[A-Za-z0-9]{20,}|ntn_[A-Za-z0-9]{20,}|gsk_[A-Za-z0-9]{20,}|r8_[A-Za-z0-9]{30,}"
    r"|NRAK-[A-Z0-9]{20,}|PMAK-[A-Za-z0-9\-]{20,}|dp\.pt\.[A-Za-z0-9]{30,}"
    r"|sq0(?:atp|csp)-[A-Za-z0-9_\-]{20,}|(?<!-)key-[a-f0-9]{32}|SK[a-f0-9]{32}"
    r"|[0-9]{8,10}:AA[A-Za-z0-9_\-]{32,}|AGE-SECRET-KEY-1[A-Z0-9]{20,}"
    r"|hooks\.slack\.com/services/[A-Za-z0-9/]{20,}"
    r"|(?:ptb\.|canary\.)?discord(?:app)?\.com/api/webhooks/[0-9]+/[A-Za-z0-9_\-]{20,}"
    r")"
)
_JWT = re.compile(
    r"(?:(?<![\w\-])|(?<=\\[nrt])|(?<=%[23][0-9A-Fa-f]))"
    r"eyJ[\w\-]{8,}+[.:][\w\-]{4,}+(?:[.:][\w\-]*+)?"
)
_HASH = re.compile(
    r"pbkdf2_\w{3,20}\$\d+\$[^\s\"',;]+|\$2[abxy]\$\d\d\$[./A-Za-z0-9]{20,}"
    r"|(?:argon2)?\$argon2(?:id|i|d)\$[^\s\"';]+|scrypt\$[^\s\"',;]{20,}"
)
_KEY_BEGIN = re.compile(r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_KEY_END = re.compile(r"-----END [A-Z0-9 ]{1,40}-----")
_SCHEME = re.compile(r"(?i)(?<![A-Za-z0-9])(bearer|basic)(?:\s|%20|\+){1,4}([\w.~+/\-:]{6,}+=*)")
_URL_LOGIN = re.compile(
    r"(?<=://)[^\s/?#\"'<>@:\\]*+(?::([^\s/?#\"'<>@\\]*+(?:@[^\s/?#\"'<>@\\]*+)*)@|@)"
)
_URL_LOGIN_WITH_SLASH = re.compile(
    r"(?<=://)[^\s/?#\"'<>@:\\]*+:(?![0-9]{1,5}/)([^\s\"'<>@\\]{1,128}+)@(?=[\w.\-]+(?:[:/]|$))"
)
_CARD = re.compile(
    r"(?:(?<![0-9A-Za-z_.\-])|(?<=\\[nrt]))[2-6](?:[ \-]?[0-9]){12,18}(?![0-9A-Za-z_])(?!\.[0-9])"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?")
_SSN = re.compile(
    r"(?<![0-9A-Za-z\-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![\w\-])"
)

_EMAIL = re.compile(
    r"(?<![\w.%+\-/])[\w.%+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w\-]|:[\w/])"
)

_CARD_BRAND = re.compile(
    r"4(?:.{12}|.{15}|.{18})|5[1-5].{14}|2(?:2[2-9]|[3-6].|7[0-2]).{13}|3[47].{13}"
    r"|3(?:0[0-5]|[68].).{11}|35.{14}|6(?:011|5..|4[4-9].|2..).{12,15}"
)
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Twice the digit, and of two digits their sum."""
_LETTERS_AS_NUMBERS = str.maketrans({letter: str(int(letter, 36)) for letter in ascii_uppercase})
_GROUP_GAP = re.compile(r"[ \-]")
_DIGIT = re.compile(r"[0-9]")
_UPPER = re.compile(r"[A-Z]")


def is_card_number(text: str) -> bool:
    """A number of a known card brand whose check digit (Luhn) is right."""
    digits = text.replace(" ", "").replace("-", "")
    if _CARD_BRAND.fullmatch(digits) is None:
        return False
    total = sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2].translate(_DOUBLED)))
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """15 to 34 characters whose remainder by 97 is 1 (ISO 13616)."""
    plain = text.replace(" ", "")
    if not 15 <= len(plain) <= 34:
        return False
    return int((plain[4:] + plain[:4]).translate(_LETTERS_AS_NUMBERS)) % 97 == 1


def _is_basic_login(credentials: str) -> bool:
    try:
        plain = base64.b64decode(credentials + "=" * (-len(credentials) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return b":" in plain


def looks_random(word: str) -> bool:
    """Not a word of a sentence: it has digits or signs, capitals inside, or is very long."""
    if _DIGIT.search(word) or _UPPER.search(word, 1) or word.endswith("="):
        return True
    return len(word) >= 16


def _logins(text: str) -> Iterator[Span]:
    for found in _SCHEME.finditer(text):
        credentials = found[2].rstrip(".:")
        if looks_random(credentials) or _is_basic_login(credentials):
            yield Span(found.start(2), found.end(2), "@bearer:filter")


def _url_logins(text: str) -> Iterator[Span]:
    for found in _URL_LOGIN.finditer(text):
        if found[1]:
            yield Span(found.start(1), found.end(1), "@urlauth:filter")
        elif found[1] is None and found.end() - found.start() > 16 and _DIGIT.search(found[0]):
            yield Span(found.start(), found.end() - 1, "@urlauth:filter")
    for found in _URL_LOGIN_WITH_SLASH.finditer(text):
        yield Span(found.start(1), found.end(1), "@urlauth:filter")


def _private_keys(text: str) -> Iterator[Span]:
    begin = _KEY_BEGIN.search(text)
    while begin is not None:
        end = _KEY_END.search(text, begin.end())
        stop = end.end() if end is not None else len(text)
        yield Span(begin.start(), stop, "@pemkey:filter")
        begin = _KEY_BEGIN.search(text, stop)


def opens_private_key(text: str) -> bool:
    """A private key begins in this line and goes on in the next."""
    begin = _KEY_BEGIN.search(text)
    return begin is not None and _KEY_END.search(text, begin.end()) is None


def ends_private_key(text: str) -> bool:
    return _KEY_END.search(text) is not None


def _every(pattern: re.Pattern[str], rule: str) -> Callable[[str], Iterator[Span]]:
    def spans(text: str) -> Iterator[Span]:
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), rule)

    return spans


def _longest(
    pattern: re.Pattern[str], rule: str, check: Callable[[str], bool]
) -> Callable[[str], Iterator[Span]]:
    """Numbers in groups: what follows such a number may look like one more group of it."""

    def spans(text: str) -> Iterator[Span]:
        for found in pattern.finditer(text):
            number = found[0]
            ends = [gap.start() for gap in _GROUP_GAP.finditer(number)]
            for end in (len(number), *reversed(ends)):
                if check(number[:end]):
                    yield Span(found.start(), found.start() + end, rule)
                    break

    return spans


Finder: TypeAlias = Callable[[str], Iterable[Span]]

FINDERS: dict[str, Finder] = {
    "pemkey": _private_keys,
    "urlauth": _url_logins,
    "bearer": _logins,
    "token": _every(_VENDOR, "@token:filter"),
    "jwt": _every(_JWT, "@token:filter"),
    "hash": _every(_HASH, "@password:filter"),
    "usssn": _every(_SSN, "@usssn:filter"),
    "creditcard": _longest(_CARD, "@creditcard:filter", is_card_number),
    "iban": _longest(_IBAN, "@iban:filter", is_iban),
}
"""By the type that an advanced rule may name."""


def email_spans(text: str) -> list[Span]:
    """Mail addresses: no secrets, but in the text of a log they say whose line it is."""
    return [Span(*found.span(), "@email:filter") for found in _EMAIL.finditer(text)]


def shape_spans(text: str) -> list[Span]:
    """Every secret in the text that its shape gives away, in no order."""
    return [span for finder in FINDERS.values() for span in finder(text)]
