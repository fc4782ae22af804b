"""Who a request says it is (protocol.md section 3.1)."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, unquote

from seismo.protocol.dsn import parse_public_key
from seismo.protocol.errors import AuthInvalid

PROTOCOL_VERSION = 7
MAX_REMEMBERED = 512
"""Characters of a header."""

_SCHEME = re.compile(r"\s*sentry\s+", re.IGNORECASE)
_VERSION = re.compile(r"([0-9]{1,9})(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Credentials:
    public_key: str
    version: int = PROTOCOL_VERSION
    client: str = ""
    """What the SDK calls itself, such as `sentry.python/2.75.0`."""


def parse_auth(
    headers: Mapping[str, str], query: str, path_key: str | None = None
) -> Credentials | None:
    """The credentials of a request; None when it carries none.

    `headers` has lower-case names, `query` is the text behind the question mark, `path_key` the key
    in the path of endpoints that have one there. The same key in several places is one set of
    credentials, because proxies add headers. A user name of a proxy's own login is not taken for a
    key when there are other credentials. Raises AuthInvalid: 401 when there are several keys or a
    payload cannot be read, 400 for a malformed key or a version that does not exist yet.
    """
    own = headers.get("x-sentry-auth", "")
    has_others = path_key is not None or "authorization" in headers or "sentry_key" in query
    if 0 < len(own) <= MAX_REMEMBERED and not has_others:
        return _of_header(own)
    found = list(_payloads(headers, query))
    if path_key is not None:
        found.append({"sentry_key": path_key})
    basic = _basic_user(headers.get("authorization", ""))
    if basic is not None and (not found or _is_public_key(basic)):
        found.append({"sentry_key": basic})
    if not found:
        return None
    credentials = [_credentials(values) for values in found]
    if len({each.public_key for each in credentials}) > 1:
        raise AuthInvalid(
            "multiple authorization payloads detected",
            "the request carries different DSN keys; only one may be sent",
            status=401,
        )
    return credentials[0]


@lru_cache(maxsize=1024)
def _of_header(own: str) -> Credentials:
    """Answered once: an SDK sends the same header with each of its requests."""
    return _credentials(_pairs(_SCHEME.sub("", own, count=1)))


def _payloads(headers: Mapping[str, str], query: str) -> Iterator[dict[str, str]]:
    own = headers.get("x-sentry-auth")
    if own is not None:
        yield _pairs(_SCHEME.sub("", own, count=1))
    standard = headers.get("authorization", "")
    scheme = _SCHEME.match(standard)
    if scheme:
        yield _pairs(standard[scheme.end() :])
    if "sentry_key" in query:
        values = dict(parse_qsl(query, keep_blank_values=True))
        if "sentry_key" in values:
            yield values


def _pairs(text: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in text.split(","))
    values = {name.strip().lower(): unquote(value.strip().strip('"')) for name, _, value in pairs}
    if "sentry_key" not in values:
        raise AuthInvalid(
            "bad authorization payload",
            "expected: Sentry sentry_key=<32 hexadecimal digits>, sentry_version=7",
            status=401,
        )
    return values


def _basic_user(header: str) -> str | None:
    scheme, _, encoded = header.strip().partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(encoded.strip(), validate=True).decode().partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


def _is_public_key(text: str) -> bool:
    try:
        parse_public_key(text)
    except AuthInvalid:
        return False
    return True


def _credentials(values: Mapping[str, str]) -> Credentials:
    return Credentials(
        public_key=parse_public_key(values["sentry_key"]),
        version=_version(values.get("sentry_version", "")),
        client=values.get("sentry_client", ""),
    )


def _version(text: str) -> int:
    if not text:
        return PROTOCOL_VERSION
    number = _VERSION.fullmatch(text.strip())
    if number is None or int(number[1]) > PROTOCOL_VERSION:
        raise AuthInvalid(
            "unsupported protocol version", f"the newest that exists is {PROTOCOL_VERSION}"
        )
    return int(number[1])
