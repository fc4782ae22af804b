"""The HTTP request during which an event happened."""

import json
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from seismo.model.event import Event, Request
from seismo.web.databag import Shown, child, pretty, reasons, shown, shown_pairs

NOT_REPEATED = frozenset({"host", "content-length", "accept-encoding", "connection"})
"""Headers that curl sets by itself."""


@dataclass(frozen=True, slots=True)
class SentRequest:
    method: str
    url: str
    """Without its query."""
    address: str
    """The whole URL when it is one that a browser may open, else empty."""
    query: list[Shown]
    headers: list[Shown]
    cookies: list[Shown]
    form: list[Shown]
    """The body, when it is an object."""
    body: str
    """The body, when it is not."""
    body_because: str
    environment: list[Shown]
    curl: str


def sent_request(event: Event) -> SentRequest | None:
    request = event.request
    if request is None:
        return None
    meta = child(event.meta, "request")
    is_form = isinstance(request.data, dict)
    body_meta = child(meta, "data")
    return SentRequest(
        method=request.method or "",
        url=request.url or "",
        address=_address(request),
        query=shown_pairs(request.query_string, child(meta, "query_string")),
        headers=shown_pairs(request.headers, child(meta, "headers")),
        cookies=shown_pairs(request.cookies, child(meta, "cookies")),
        form=shown(request.data, body_meta) if is_form else [],
        body="" if is_form or request.data is None else pretty(request.data),
        body_because="" if is_form else "; ".join(dict.fromkeys(reasons(body_meta))),
        environment=shown(request.env, child(meta, "env")),
        curl=curl(request),
    )


def _address(request: Request) -> str:
    """A foreign scheme, such as javascript:, stays text."""
    url = request.url or ""
    if urlsplit(url).scheme not in {"http", "https"}:
        return ""
    return _with_query(request)


def _with_query(request: Request) -> str:
    query = urlencode(_whole(request.query_string))
    return f"{request.url}?{query}" if query else request.url or ""


def _whole(pairs: Iterable[tuple[str | None, str | None]] | None) -> list[tuple[str, str]]:
    return [(name, value or "") for name, value in pairs or () if name]


def curl(request: Request) -> str:
    """A command that sends the request again, quoted for a shell. Empty without a web address."""
    if not _address(request):
        return ""
    parts = ["curl"]
    if request.method and request.method != "GET":
        parts += ["-X", request.method]
    parts.append(_with_query(request))
    for name, value in _whole(request.headers):
        if name.lower() not in NOT_REPEATED:
            parts += ["-H", f"{name}: {value}"]
    if cookies := _whole(request.cookies):
        parts += ["-b", "; ".join(f"{name}={value}" for name, value in cookies)]
    if request.data is not None:
        parts += ["--data-raw", _body(request)]
    return " ".join(shlex.quote(part) for part in parts)


def _body(request: Request) -> str:
    if isinstance(request.data, str):
        return request.data
    if request.inferred_content_type == "application/x-www-form-urlencoded" and isinstance(
        request.data, dict
    ):
        return urlencode(request.data, doseq=True)
    return json.dumps(request.data, ensure_ascii=False)
