"""The crash-report dialog: its script, and the reports that people write in it (protocol.md 2.9)."""

from functools import cache, partial
from importlib.resources import files
from urllib.parse import parse_qsl

import orjson

from seismo.ingest.accept import Ingest, Request
from seismo.ingest.address import address_of
from seismo.ingest.answer import Answer, limited, refused
from seismo.ingest.asgi import Headers, Receive, Scope, headers_of
from seismo.ingest.body import Body
from seismo.ingest.translated import accept_translated
from seismo.model.ids import EventId, parse_event_id
from seismo.model.outcome import DataCategory
from seismo.protocol.auth import Credentials
from seismo.protocol.doors.error_page import read_report, translate
from seismo.protocol.dsn import Dsn, parse_dsn
from seismo.protocol.encoding import decoded
from seismo.protocol.errors import Overloaded, ProtocolError
from seismo.protocol.limits import KIB

NAME = "embed/error-page"
METHODS = ("GET", "POST", "OPTIONS")
MAX_REPORT_BYTES = 64 * KIB

_MISSING = "Missing or invalid parameter."
_JAVASCRIPT = (b"content-type", b"text/javascript; charset=utf-8")
_RULES: Headers = [
    (b"access-control-allow-methods", ", ".join(METHODS).encode()),
    (b"access-control-max-age", b"1000"),
    (
        b"access-control-allow-headers",
        b"Content-Type, Authorization, X-Requested-With, baggage, sentry-trace",
    ),
    (b"vary", b"Accept"),
]


async def answer_of(scope: Scope, receive: Receive) -> Answer | None:
    """None when the client went away."""
    headers = headers_of(scope)
    accept = headers.get("accept", "")
    if scope["method"] == "OPTIONS":
        return _told(200, {}, accept)
    if scope["method"] not in METHODS:
        answer = _told(405, {"detail": "method not allowed"}, accept)
        answer.headers.append((b"allow", ", ".join(METHODS).encode()))
        return answer
    ingest: Ingest = scope["ingest"]
    arguments = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    event_id = parse_event_id(arguments.get("eventId"))
    if event_id is None:
        return _told(400, {"eventId": _MISSING}, accept)
    try:
        dsn = parse_dsn(arguments.get("dsn", ""))
        await ingest.keys.find(Credentials(dsn.public_key), dsn.project_id)
    except Overloaded as error:
        return refused(error)
    except ProtocolError:
        return _told(404, {"dsn": _MISSING}, accept)
    if scope["method"] == "GET":
        return _script_answer()
    return await _answer_to_report(scope, receive, dsn, event_id)


async def _answer_to_report(
    scope: Scope, receive: Receive, dsn: Dsn, event_id: EventId
) -> Answer | None:
    ingest: Ingest = scope["ingest"]
    headers = headers_of(scope)
    accept = headers.get("accept", "")
    request = partial(
        Request,
        project_id=dsn.project_id,
        headers=headers,
        query="",
        remote_addr=address_of(scope, headers),
        path_key=dsn.public_key,
    )
    with Body(ingest.budget) as body:
        try:
            if not await body.read(receive, headers, MAX_REPORT_BYTES):
                return None
            sent = request(body=body.content)
            report = read_report(decoded(sent.body, sent.encoding, MAX_REPORT_BYTES))
            if report.errors:
                return _told(400, {"errors": report.errors}, accept)
            translation = partial(translate, event_id=event_id)
            with ingest.gate.turn():
                receipt = await accept_translated(ingest, sent, translation, MAX_REPORT_BYTES)
        except ProtocolError as error:
            client = request(body=b"").client()
            ingest.refusals.note(dsn.project_id, error, event_id, client, DataCategory.FEEDBACK)
            return refused(error)
    return limited(receipt) if receipt.is_limited else _told(200, {}, accept)


def _told(status: int, content: dict[str, object], accept: str) -> Answer:
    """JSON, or an empty script with the JSON in a header, for who asked with a `<script>`."""
    text = orjson.dumps(content)
    if "text/javascript" not in accept:
        return Answer(status, text, [(b"content-type", b"application/json"), *_RULES])
    context = [(b"x-sentry-context", text)] if content else []
    return Answer(status, b"", [_JAVASCRIPT, *_RULES, *context])


def _script_answer() -> Answer:
    headers = [
        _JAVASCRIPT,
        (b"cache-control", b"no-cache"),
        (b"cross-origin-resource-policy", b"cross-origin"),
        (b"x-content-type-options", b"nosniff"),
    ]
    return Answer(200, _script(), headers)


@cache
def _script() -> bytes:
    return files("seismo.ingest").joinpath("error_page.js").read_bytes()
