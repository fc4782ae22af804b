"""The HTTP request that was being served, or sent, when the event happened."""

import re
from functools import lru_cache
from typing import NamedTuple

from seismo.digest.normalize.databag import REQUEST, bounded, read_databag
from seismo.digest.normalize.pairs import (
    chosen,
    parse_form,
    read_pairs,
    value_text,
    within,
)
from seismo.digest.normalize.payload import decode_json
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import read_text
from seismo.model.event import Databag, Json, Pairs, Request
from seismo.protocol.errors import InvalidJson

MAX_URL = 256
MAX_TEXT = 256
MAX_QUERY = 1024
MAX_PAIRS = 8192
JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"

_METHOD = re.compile(r"[A-Z_-]{1,32}")
_FORM = re.compile(r"[^=&\s{}\[\]<>]+=\S*")


def read_request(raw: Json, remarks: Remarks) -> Request | None:
    """None when it is no object or says nothing."""
    at: Path = ("request",)
    if raw is None:
        return None
    if not isinstance(raw, dict):
        remarks.invalid(at, raw, "expected an object")
        return None
    url = _split_url(raw.get("url"), remarks, (*at, "url"))
    headers = _read_headers(raw.get("headers"), remarks, (*at, "headers"))
    cookies = _read_cookies(raw.get("cookies"), remarks, (*at, "cookies"))
    cookies, headers = _with_cookies_of(headers, cookies, remarks, (*at, "headers"))
    data, content_type = _read_data(raw.get("data"), headers)
    request = Request(
        url=remarks.shorten(url.plain, MAX_URL, (*at, "url")) if url.plain else None,
        method=_read_method(raw, remarks, at),
        query_string=_read_query(raw.get("query_string") or url.query, remarks) or None,
        fragment=read_text(
            {"fragment": raw.get("fragment") or url.fragment}, "fragment", MAX_TEXT, remarks, at
        ),
        headers=within(headers, MAX_PAIRS, remarks, (*at, "headers")) or None,
        cookies=within(cookies, MAX_PAIRS, remarks, (*at, "cookies")) or None,
        data=bounded(data, REQUEST, remarks, (*at, "data")),
        inferred_content_type=content_type
        or read_text(raw, "inferred_content_type", MAX_TEXT, remarks, at),
        env=read_databag(raw.get("env"), REQUEST, remarks, (*at, "env")) or None,
        protocol=read_text(raw, "protocol", MAX_TEXT, remarks, at),
        body_size=_read_size(raw.get("body_size"), remarks, (*at, "body_size")),
        api_target=read_text(raw, "api_target", MAX_TEXT, remarks, at),
    )
    return None if request == _NOTHING else request


_NOTHING = Request()


class _Url(NamedTuple):
    plain: str | None
    query: str | None
    fragment: str | None


def _split_url(raw: Json, remarks: Remarks, at: Path) -> _Url:
    """The URL without query and fragment, and those two. Works on any text."""
    if raw is not None and not isinstance(raw, str):
        remarks.invalid(at, raw, "expected text")
    if not raw or not isinstance(raw, str):
        return _Url(None, None, None)
    rest, _, fragment = raw.partition("#")
    plain, _, query = rest.partition("?")
    return _Url(plain, query or None, fragment or None)


def _read_method(raw: Databag, remarks: Remarks, at: Path) -> str | None:
    text = read_text(raw, "method", MAX_TEXT, remarks, at)
    if not text:
        return None
    method = text.strip().upper()
    if _METHOD.fullmatch(method):
        return method
    remarks.invalid((*at, "method"), text, "expected the name of a method")
    return None


def _read_size(raw: Json, remarks: Remarks, at: Path) -> int | None:
    if raw is None or (type(raw) is int and 0 <= raw < 2**63):
        return raw
    remarks.invalid(at, raw, "expected a number of bytes")
    return None


def _read_query(raw: Json, remarks: Remarks) -> Pairs:
    at: Path = ("request", "query_string")
    pairs: Pairs
    if isinstance(raw, str):
        pairs = [*parse_form(raw.removeprefix("?"))]
    else:
        pairs = _text_pairs(read_pairs(raw, remarks, at), remarks, at)
    return within(pairs, MAX_QUERY, remarks, at)


def _text_pairs(raw: list[tuple[str, Json]], remarks: Remarks, at: Path) -> Pairs:
    return [
        (name, value_text(value, remarks, (*at, index, 1)))
        for index, (name, value) in enumerate(raw)
    ]


def _read_headers(raw: Json, remarks: Remarks, at: Path) -> Pairs:
    """Sorted by name; names have the usual capitals; a list of pairs keeps duplicates."""
    given = [(_header_name(name), value) for name, value in read_pairs(raw, remarks, at)]
    order = sorted(range(len(given)), key=lambda index: given[index][0])
    return _text_pairs(chosen(given, order, remarks, at), remarks, at)


def _header_name(name: str) -> str:
    return _usual_name(name) if len(name) <= MAX_TEXT else _title_case(name)


@lru_cache(maxsize=512)
def _usual_name(name: str) -> str:
    """Answered once for each of the few names that a server sees."""
    return _title_case(name)


def _title_case(name: str) -> str:
    return "-".join([part[:1].upper() + part[1:] for part in name.strip().split("-")])


def _read_cookies(raw: Json, remarks: Remarks, at: Path) -> Pairs:
    if isinstance(raw, str):
        if raw and not (pairs := _parse_cookies(raw)):
            remarks.invalid(at, raw, "expected cookies as name=value")
            return pairs
        return _parse_cookies(raw)
    return _text_pairs(read_pairs(raw, remarks, at), remarks, at)


def _parse_cookies(text: str) -> Pairs:
    pairs: Pairs = []
    for part in text.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals and name:
            pairs.append((name, value))
    return pairs


def _with_cookies_of(
    headers: Pairs, cookies: Pairs, remarks: Remarks, at: Path
) -> tuple[Pairs, Pairs]:
    """The cookies, from the `Cookie` header where there are no others, and the headers without it.

    A header that holds no cookies stays where it is the only thing that there is.
    """
    sent = [value or "" for name, value in headers if name == "Cookie"]
    if not sent:
        return cookies, headers
    cookies = cookies or [pair for value in sent for pair in _parse_cookies(value)]
    if not cookies:
        return cookies, headers
    rest = [place for place, (name, _) in enumerate(headers) if name != "Cookie"]
    return cookies, chosen(headers, rest, remarks, at)


def _read_data(raw: Json, headers: Pairs) -> tuple[Json, str | None]:
    """The body, decoded when it is text that holds JSON or a form, and the type this shows."""
    if raw is None or raw == "":
        return None, None
    declared = next((value for name, value in headers if name == "Content-Type" and value), "")
    essence = declared.partition(";")[0].strip().lower()
    if not isinstance(raw, str):
        return raw, essence or None
    text = raw.strip()
    if essence == JSON_TYPE or essence.endswith("+json") or text[:1] in ("{", "["):
        decoded = _json_container(text)
        if decoded is not None:
            return decoded, JSON_TYPE
    if essence == FORM_TYPE or (not essence and _FORM.fullmatch(text)):
        return _form(text) or raw, FORM_TYPE
    return raw, essence or None


def _json_container(text: str) -> Json:
    try:
        value, _ = decode_json(text.encode())
    except InvalidJson:
        return None
    return value if isinstance(value, dict | list) else None


def _form(text: str) -> Databag:
    """Fields by name; a name that comes more than once has a list of values."""
    fields: dict[str, list[str]] = {}
    for name, value in parse_form(text):
        fields.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in fields.items()}
