"""What a sender gets to read. Every answer may be read by any web page (protocol.md section 3.5)."""

import base64
import math
import re
from uuid import UUID

import msgspec
import orjson

from seismo.ingest.accept import Receipt
from seismo.ingest.asgi import Headers, Send
from seismo.protocol.errors import Overloaded, ProtocolError
from seismo.protocol.rate_limits import format_rate_limits

RETRY_AFTER = 5
"""Seconds that a sender is asked to wait when the server is overloaded."""
MAX_ERROR_HEADER = 500

_UNPRINTABLE = re.compile(r"[^ -~]")

_JSON = (b"content-type", b"application/json")
_TEXT = (b"content-type", b"text/plain")
_GIF = (b"content-type", b"image/gif")
_TRANSPARENT_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAAAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
"""One pixel."""
_NO_STORE = (b"cache-control", b"no-store")
_CORS: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"x-sentry-error, x-sentry-rate-limits, retry-after"),
]
_PREFLIGHT: Headers = [
    (
        b"access-control-allow-headers",
        b"x-sentry-auth, x-requested-with, x-forwarded-for, origin, referer, accept, content-type, "
        b"authentication, authorization, content-encoding, transfer-encoding, sentry-trace, baggage",
    ),
    (b"access-control-max-age", b"3600"),
]


class Answer(msgspec.Struct, frozen=True):
    status: int
    body: bytes = b""
    headers: Headers = []

    async def send(self, send: Send) -> None:
        length = (b"content-length", b"%d" % len(self.body))
        await send(
            {
                "type": "http.response.start",
                "status": self.status,
                "headers": [*_CORS, length, *self.headers],
            }
        )
        await send({"type": "http.response.body", "body": self.body})


def accepted(receipt: Receipt) -> Answer:
    if receipt.is_limited:
        return limited(receipt)
    body = b'{"id":"%s"}' % receipt.event_id.encode() if receipt.event_id else b"{}"
    return Answer(200, body, [_JSON, *_rate_limits(receipt)])


def empty(receipt: Receipt, status: int) -> Answer:
    """Never to be kept by a cache: the next GET of the same address says something new."""
    if receipt.is_limited:
        return limited(receipt)
    return quiet(receipt, status)


def quiet(receipt: Receipt, status: int) -> Answer:
    """As `empty`, for senders that do not know what a limit is."""
    return Answer(status, headers=[_NO_STORE, *_rate_limits(receipt)])


def crash_id(receipt: Receipt) -> Answer:
    """The event id with hyphens. Crash reporters try again after a 429, so they never hear it."""
    text = str(UUID(receipt.event_id)) if receipt.event_id else ""
    return Answer(200, text.encode(), [_TEXT, *_rate_limits(receipt)])


def pixel(receipt: Receipt) -> Answer:
    """What an `<img>` expects."""
    if receipt.is_limited:
        return limited(receipt)
    return Answer(200, _TRANSPARENT_GIF, [_GIF, _NO_STORE, *_rate_limits(receipt)])


def limited(receipt: Receipt) -> Answer:
    """Nothing was taken; the headers say for how long it is useless to send more."""
    reasons = ", ".join(sorted({limit.reason_code for limit in receipt.limits}))
    answer = failed(429, "rate limited", f"{reasons}; see the project's settings for its limits")
    wait = max((limit.retry_after for limit in receipt.limits), default=RETRY_AFTER)
    answer.headers.append((b"retry-after", b"%d" % math.ceil(wait)))
    answer.headers.extend(_rate_limits(receipt))
    return answer


def refused(error: ProtocolError) -> Answer:
    answer = failed(error.status, error.detail, *error.causes)
    if isinstance(error, Overloaded):
        answer.headers.append((b"retry-after", b"%d" % RETRY_AFTER))
    return answer


def failed(status: int, detail: str, *causes: str) -> Answer:
    """The body for programs, and the same in a header, which is what people see in a browser."""
    sentence = f"{detail}: {'; '.join(causes)}" if causes else detail
    return Answer(
        status,
        orjson.dumps({"detail": detail, "causes": causes}),
        [_JSON, (b"x-sentry-error", _one_line(sentence))],
    )


def preflight_answer(methods: str) -> Answer:
    """`methods` as in the header, such as `GET, POST`."""
    return Answer(200, headers=[(b"access-control-allow-methods", methods.encode()), *_PREFLIGHT])


def _rate_limits(receipt: Receipt) -> Headers:
    if not receipt.limits:
        return []
    return [(b"x-sentry-rate-limits", format_rate_limits(receipt.limits).encode())]


def _one_line(text: str) -> bytes:
    return _UNPRINTABLE.sub("?", " ".join(text.split()))[:MAX_ERROR_HEADER].encode()
