"""The front door: raw ASGI, because a request costs less here than a framework's first function call."""

import contextlib
import re
from functools import partial

from seismo.ingest import error_page, metrics
from seismo.ingest.accept import Ingest, Request, event_id_in
from seismo.ingest.address import address_of
from seismo.ingest.answer import Answer, failed, preflight_answer, refused
from seismo.ingest.asgi import Receive, Scope, Send, headers_of
from seismo.ingest.body import Body
from seismo.ingest.doors import ENVELOPE, NAMES, NOT_OFFERED, STORE, Door, Route, find_route
from seismo.model.ids import ProjectId
from seismo.model.outcome import DataCategory
from seismo.protocol.errors import NotOffered, ProtocolError

_PATH = re.compile(r"/api(?:/([0-9]{1,18}))?/(.+?)/?")
_SLASHES = re.compile(r"/{2,}")


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Everything under `/api/<project id>/`, `/api/store/` and the crash-report dialog.

    `scope["ingest"]` must be an `Ingest`. Slashes may be doubled, and missing at the end.
    """
    path = _SLASHES.sub("/", scope["path"].removeprefix(scope.get("root_path", "")))
    match = _PATH.fullmatch(path)
    project, name = match.groups() if match else (None, "")
    scope["project_id"] = ProjectId(int(project)) if project else None
    scope["route"] = route = find_route(name)
    method = scope["method"]
    if project is None and name == error_page.NAME:
        answer = await error_page.answer_of(scope, receive)
        if answer is not None:
            await _finish(send, "error-page", answer)
    elif method == "OPTIONS":
        await _finish(send, "preflight", preflight_answer(route.methods if route else "POST"))
    elif route is None or (project is None and route.needs_project):
        await _not_found(scope, send, name)
    elif method not in route.doors:
        await _wrong_method(send, name, route)
    elif name == "envelope":
        await envelope(scope, receive, send)
    else:
        await _pass(scope, receive, send, _door(scope, route.doors[method]))


async def envelope(scope: Scope, receive: Receive, send: Send) -> None:
    """POST of an envelope. `app` puts into the scope what the URL says."""
    await _pass(scope, receive, send, ENVELOPE)


def _door(scope: Scope, door: Door) -> Door:
    """The store endpoint takes an envelope that says so as one."""
    if door is not STORE:
        return door
    content_type = headers_of(scope).get("content-type", "")
    return ENVELOPE if content_type.startswith("application/x-sentry-envelope") else STORE


async def _pass(scope: Scope, receive: Receive, send: Send, door: Door) -> None:
    ingest: Ingest = scope["ingest"]
    route: Route = scope["route"]
    headers = headers_of(scope)
    with Body(ingest.budget) as body:
        request = partial(
            Request,
            project_id=scope["project_id"],
            headers=headers,
            query=scope["query_string"].decode("latin-1"),
            remote_addr=address_of(scope, headers),
            path=route.path,
            path_key=route.path_key,
        )
        try:
            if not await body.read(receive, headers, door.limit):
                return
            metrics.RECEIVED_BYTES.inc(body.size)
            with ingest.gate.turn():
                receipt = await door.accept(ingest, request(body=body.content))
            answer = door.answer(receipt)
        except ProtocolError as error:
            await _note(ingest, request(body=body.content), error, door.category)
            answer = refused(error)
    await _finish(send, door.name, answer)


async def _not_found(scope: Scope, send: Send, name: str) -> None:
    error = NotOffered(
        "no such endpoint", f"this version has, behind /api/<project id>/: {', '.join(NAMES)}"
    )
    if name.partition("/")[0] in NOT_OFFERED:
        headers = headers_of(scope)
        request = Request(
            scope["project_id"], headers, "", b"", remote_addr=address_of(scope, headers)
        )
        await _note(scope["ingest"], request, error, DataCategory.ERROR)
    await _finish(send, "other", refused(error))


async def _wrong_method(send: Send, name: str, route: Route) -> None:
    answer = failed(405, "method not allowed", f"{name} takes {route.methods}")
    answer.headers.append((b"allow", f"{route.methods}, OPTIONS".encode()))
    await _finish(send, name, answer)


async def _finish(send: Send, endpoint: str, answer: Answer) -> None:
    metrics.requests(endpoint, answer.status).inc()
    await answer.send(send)


async def _note(
    ingest: Ingest, request: Request, error: ProtocolError, category: DataCategory
) -> None:
    """Let the people of the project in the URL see what was refused."""
    if request.project_id is None or not await ingest.keys.knows(request.project_id):
        return
    event_id = None
    if ingest.refusals.has_room():
        with contextlib.suppress(ProtocolError):
            event_id = event_id_in(request)
    ingest.refusals.note(request.project_id, error, event_id, request.client(), category)
