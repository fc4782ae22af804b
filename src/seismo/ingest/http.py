"""The front door: raw ASGI, because a request costs less here than a framework's first function call."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from seismo.ingest import metrics
from seismo.ingest.accept import Ingest, Receipt, Request, accept, accept_event, event_id_in
from seismo.ingest.address import client_address
from seismo.ingest.answer import Answer, accepted, failed, preflight_answer, refused
from seismo.ingest.asgi import Receive, Scope, Send
from seismo.ingest.body import Body
from seismo.model.ids import ProjectId
from seismo.protocol.errors import NotOffered, ProtocolError
from seismo.protocol.limits import MAX_ENVELOPE_BYTES, MAX_STORE_BYTES

_PATH = re.compile(r"/api(?:/([0-9]{1,18}))?/(.+?)/?")
_SLASHES = re.compile(r"/{2,}")
_NOT_OFFERED = frozenset(
    (
        *("cron", "csp-report", "events", "integration", "minidump", "nel", "otlp", "playstation"),
        *("security", "unreal", "upload"),
    )
)
"""Doors of Sentry's that this version has not: what is sent there is lost, and people should see it."""


@dataclass(frozen=True, slots=True)
class _Door:
    name: str
    limit: int
    """Bytes of a body as received."""
    accept: Callable[[Ingest, Request], Awaitable[Receipt]]


_ENVELOPE = _Door("envelope", MAX_ENVELOPE_BYTES, accept)
_STORE = _Door("store", MAX_STORE_BYTES, accept_event)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Everything under `/api/<project id>/`, and `/api/store/`.

    `scope["ingest"]` must be an `Ingest`. Slashes may be doubled, and missing at the end.
    """
    path = _SLASHES.sub("/", scope["path"].removeprefix(scope.get("root_path", "")))
    match = _PATH.fullmatch(path)
    project, name = match.groups() if match else (None, "")
    scope["project_id"] = ProjectId(int(project)) if project else None
    endpoint = _ENDPOINTS.get(name)
    if scope["method"] == "OPTIONS":
        await preflight(scope, receive, send)
    elif endpoint is None or (project is None and name != "store"):
        await _not_found(scope, send, name)
    elif scope["method"] != "POST":
        await _wrong_method(send, name)
    else:
        await endpoint(scope, receive, send)


async def envelope(scope: Scope, receive: Receive, send: Send) -> None:
    """POST of an envelope. `scope["project_id"]` is the one in the URL, as `app` puts it there."""
    await _pass(scope, receive, send, _ENVELOPE)


async def store(scope: Scope, receive: Receive, send: Send) -> None:
    """POST of one event's JSON, or of an envelope that says so; the project id may be None."""
    is_envelope = (
        _headers(scope).get("content-type", "").startswith("application/x-sentry-envelope")
    )
    await _pass(scope, receive, send, _ENVELOPE if is_envelope else _STORE)


async def preflight(scope: Scope, receive: Receive, send: Send) -> None:
    """A browser's question whether a page of another origin may post here. It may."""
    await _finish(send, "preflight", preflight_answer())


_ENDPOINTS = {"envelope": envelope, "store": store}


async def _pass(scope: Scope, receive: Receive, send: Send, door: _Door) -> None:
    ingest: Ingest = scope["ingest"]
    headers = _headers(scope)
    with Body(ingest.budget) as body:
        request = partial(
            Request,
            project_id=scope["project_id"],
            headers=headers,
            query=scope["query_string"].decode("latin-1"),
            remote_addr=_client_address(scope, headers),
        )
        try:
            if not await body.read(receive, headers, door.limit):
                return
            metrics.RECEIVED_BYTES.inc(body.size)
            receipt = await door.accept(ingest, request(body=body.content))
            answer = accepted(receipt.event_id, receipt.limits)
        except ProtocolError as error:
            await _note(ingest, request(body=body.content), error)
            answer = refused(error)
    await _finish(send, door.name, answer)


async def _not_found(scope: Scope, send: Send, name: str) -> None:
    error = NotOffered(
        "no such endpoint",
        "this version has POST /api/<project id>/envelope/ and /api/<project id>/store/",
    )
    if name.partition("/")[0] in _NOT_OFFERED:
        headers = _headers(scope)
        request = Request(
            scope["project_id"], headers, "", b"", remote_addr=_client_address(scope, headers)
        )
        await _note(scope["ingest"], request, error)
    await _finish(send, "other", refused(error))


async def _wrong_method(send: Send, name: str) -> None:
    answer = failed(405, "method not allowed", f"{name} takes POST")
    answer.headers.append((b"allow", b"POST, OPTIONS"))
    await _finish(send, name, answer)


async def _finish(send: Send, endpoint: str, answer: Answer) -> None:
    metrics.requests(endpoint, answer.status).inc()
    await answer.send(send)


async def _note(ingest: Ingest, request: Request, error: ProtocolError) -> None:
    """Let the people of the project in the URL see what was refused."""
    if request.project_id is None or not await ingest.keys.knows(request.project_id):
        return
    try:
        event_id = event_id_in(request)
    except ProtocolError:
        event_id = None
    ingest.refusals.note(request.project_id, error, event_id, request.client())


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _client_address(scope: Scope, headers: dict[str, str]) -> str:
    peer = scope.get("client")
    return client_address(peer[0] if peer else "", headers.get("x-forwarded-for", ""))
