"""What each type of an advanced rule finds in a text (semantics.md section 3.3)."""

import re
from collections.abc import Callable, Iterable
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from seismo.digest.scrub.assignments import assigned_secrets
from seismo.digest.scrub.names import kind_of
from seismo.digest.scrub.patterns import FINDERS, Finder, email_spans, shape_spans
from seismo.digest.scrub.spans import Span, united

_IPV4 = re.compile(r"(?<![\w.\-])[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![\w\-]|\.[0-9])")
_IPV6 = re.compile(
    r"(?<![\w.:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.[0-9]{1,3}){0,3}(?![\w:])"
)
_MAC = re.compile(
    r"(?<![\w:\-])[0-9A-Fa-f]{2}(?:([:\-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}(?![\w:\-])"
)
_UUID = re.compile(
    r"(?<![\w\-])[0-9A-Fa-f]{8}(-?)[0-9A-Fa-f]{4}(?:\1[0-9A-Fa-f]{4}){2}\1[0-9A-Fa-f]{12}(?![\w\-])"
)
_IMEI = re.compile(r"(?<![\w.\-])[0-9]{2}-?[0-9]{6}-?[0-9]{6}-?[0-9](?![\w.\-])")
_USER_PATH = re.compile(
    r"(?i)(?:(?<=/home/)|(?<=/users/)|(?<=\\users\\)|(?<=\\documents and settings\\))[^/\\\r\n\"'<>|]{1,128}"
)


def _is_v4(text: str) -> bool:
    """A version such as 120.0.0.0 is no address of a host."""
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return not text.endswith(".0.0")


def _is_v6(text: str) -> bool:
    """Without a digit it is more likely a name of C++ or Rust, such as a::b."""
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return any(character.isdigit() for character in text)


def _is_imei(text: str) -> bool:
    """15 digits, of which the last checks the others (Luhn)."""
    digits = [int(digit) for digit in text if digit.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _found(pattern: re.Pattern[str], type_: str, check: Callable[[str], bool]) -> Finder:
    def finder(text: str) -> Iterable[Span]:
        for found in pattern.finditer(text):
            if check(found[0]):
                yield Span(*found.span(), type_)

    return finder


def _addresses(text: str) -> Iterable[Span]:
    yield from _found(_IPV4, "ip", _is_v4)(text)
    if ":" in text:
        yield from _found(_IPV6, "ip", _is_v6)(text)


def _passwords(text: str) -> Iterable[Span]:
    return [found.span for found in assigned_secrets(text, kind_of)] + list(FINDERS["hash"](text))


def _tokens(text: str) -> Iterable[Span]:
    return [*FINDERS["token"](text), *FINDERS["jwt"](text)]


def _everything_secret(text: str) -> Iterable[Span]:
    return [*_passwords(text), *shape_spans(text)]


def _whole(text: str) -> Iterable[Span]:
    return [Span(0, len(text), "anything")] if text else []


_DETECTORS: dict[str, Finder] = {
    "anything": _whole,
    "bearer": FINDERS["bearer"],
    "common": _everything_secret,
    "creditcard": FINDERS["creditcard"],
    "email": email_spans,
    "iban": FINDERS["iban"],
    "imei": _found(_IMEI, "imei", _is_imei),
    "ip": _addresses,
    "mac": _found(_MAC, "mac", bool),
    "password": _passwords,
    "pemkey": FINDERS["pemkey"],
    "token": _tokens,
    "urlauth": FINDERS["urlauth"],
    "userpath": _found(_USER_PATH, "userpath", bool),
    "usssn": FINDERS["usssn"],
    "uuid": _found(_UUID, "uuid", bool),
}
TYPES = frozenset(_DETECTORS)

HINTS: dict[str, bytes] = {
    "bearer": rb"(?i)bearer|basic",
    "creditcard": rb"[0-9](?:[ \-]?[0-9]){12}",
    "email": rb"@",
    "iban": rb"[A-Z]{2}[0-9]{2}",
    "imei": rb"[0-9]{2}-?[0-9]{6}-?[0-9]{6}",
    "ip": rb"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|::|(?:[0-9A-Fa-f]{1,4}:){6}",
    "mac": rb"[0-9A-Fa-f]{2}[:\-][0-9A-Fa-f]{2}[:\-]",
    "pemkey": rb"-----BEGIN ",
    "urlauth": rb"://[^\s\"]{1,}@",
    "userpath": rb"(?i)home/|users|documents and settings",
    "usssn": rb"[0-9]{3}-[0-9]{2}-[0-9]{4}",
    "uuid": rb"[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}",
}
"""What stands in the JSON of everything that holds the type, if that can be said."""


def detected(type_: str, text: str) -> list[Span]:
    """The stretches of the text that are of the type, in order and apart."""
    return united(list(_DETECTORS[type_](text)))
