"""What says who somebody is: no secret, but not to be sent unless PRIVACY says so."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from seismo_django.scrub.spans import Span


class Privacy(StrEnum):
    STRICT = "strict"
    """No bodies, no cookies, no addresses anywhere."""
    BALANCED = "balanced"
    """Bodies without secrets; of a person only the id."""
    FULL = "full"
    """Who it was, for those who may know; secrets are still removed."""


_EMAIL = re.compile(
    r"(?:(?<![\w.+\-])|(?<=\\[nrt])|(?<=%[23][0-9A-Fa-f]))"
    r"[\w.+\-]{1,64}(?:@|%40)(?:[A-Za-z0-9\-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w\-]|:[\w/])"
)
_PHONE = re.compile(
    r"(?<![\w+/.\-])(?:\+|%2[Bb]|00)[1-9][0-9](?:[ \-./()]{0,2}[0-9]){6,12}(?![\w])"
)
_IP4 = re.compile(
    r"(?<![\w.\-])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.\-])"
)
_IP6 = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{1,4}:){2,7}(?::|(?::?[0-9A-Fa-f]{1,4}){1,7})(?![\w:])")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PHONE_NAMES = frozenset(("phone", "mobile", "tel", "telephone", "msisdn", "fax"))
_EMAIL_NAMES = frozenset(("email", "emails", "mail"))
_ABOUT = frozenset(
    ("backend", "count", "enabled", "field", "host", "id", "port", "required", "sent", "subject",
     "template", "timeout", "type", "ua", "use", "verified", "max", "min", "is", "has")
)  # fmt: skip
_ADDRESS_NAMES = frozenset(
    ("client_addr", "client_ip", "ip", "ip_addr", "ip_address", "peer_ip", "remote_addr",
     "remote_address", "remote_ip", "user_ip", "x_client_ip", "x_cluster_client_ip",
     "x_forwarded_for", "x_real_ip", "cf_connecting_ip", "true_client_ip", "forwarded",
     "http_x_forwarded_for", "http_x_real_ip", "http_forwarded", "net.peer.ip", "client.address",
     "client_address", "user.ip_address")
)  # fmt: skip


@lru_cache(maxsize=4096)
def names_a_person(name: str) -> str:
    """The rule for what stands under this name, such as `@phone:filter`; empty when there is none."""
    name = name[-80:]
    if name.lower().replace("-", "_") in _ADDRESS_NAMES:
        return "@ip:filter"
    words = [word.lower() for word in _WORD.findall(name)]
    if not _ABOUT.isdisjoint(words):
        return ""
    if not _PHONE_NAMES.isdisjoint(words):
        return "@phone:filter"
    return "@email:filter" if words and words[-1] in _EMAIL_NAMES else ""


def personal_spans(text: str, privacy: Privacy) -> Iterator[Span]:
    """Mail addresses and international phone numbers; under strict also IP addresses."""
    if privacy is Privacy.FULL:
        return
    if "@" in text or "%40" in text:
        yield from (Span(*found.span(), "@email:filter") for found in _EMAIL.finditer(text))
    yield from (Span(*found.span(), "@phone:filter") for found in _PHONE.finditer(text))
    if privacy is Privacy.STRICT:
        yield from (Span(*found.span(), "@ip:filter") for found in _IP4.finditer(text))
        yield from (Span(*found.span(), "@ip:filter") for found in _IP6.finditer(text))
