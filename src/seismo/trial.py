"""One event, sent as an SDK would send it, with nothing but the standard library."""

import json
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from seismo.protocol.dsn import parse_dsn

PATIENCE = 10.0
"""Seconds to wait for the answer."""


class Refused(Exception):
    """The event was not taken. `str(error)` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sent:
    event_id: str
    page: str
    """The address of the page that will show the event."""


def send(dsn: str) -> Sent:
    """Send an event of level info. Raises AuthInvalid for what is no DSN, and Refused."""
    target = parse_dsn(dsn)
    host = f"[{target.host}]" if ":" in target.host else target.host
    port = f":{target.port}" if target.port else ""
    base = f"{target.scheme}://{host}{port}{target.path}"
    event_id = uuid.uuid4().hex
    request = urllib.request.Request(  # noqa: S310 - the scheme is http or https
        f"{base}/api/{target.project_id}/envelope/",
        data=_envelope(event_id),
        headers={
            "Content-Type": "application/x-sentry-envelope",
            "X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={target.public_key}, "
            "sentry_client=seismo.send-test/1.0",
        },
        method="POST",
    )
    _post(request, base)
    return Sent(event_id, f"{base}/events/{event_id}/")


def _envelope(event_id: str) -> bytes:
    now = datetime.now(UTC).isoformat()
    payload = json.dumps(
        {
            "event_id": event_id,
            "timestamp": now,
            "level": "info",
            "platform": "other",
            "logentry": {"formatted": "A test event from seismo send-test"},
            "logger": "seismo.send-test",
            "environment": "test",
        }
    ).encode()
    headers = json.dumps({"event_id": event_id, "sent_at": now}).encode()
    item = json.dumps({"type": "event", "length": len(payload)}).encode()
    return b"\n".join((headers, item, payload, b""))


def _post(request: urllib.request.Request, base: str) -> None:
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - see above
            answer.read()
    except urllib.error.HTTPError as error:
        detail = error.read(400).decode("utf-8", "replace")
        raise Refused(
            f"{base} refused the event with status {error.code}: {detail}. "
            "`seismo project list` shows the DSNs that are valid."
        ) from error
    except OSError as error:
        reason = getattr(error, "reason", error)
        raise Refused(
            f"{base} does not answer ({reason}). Is `seismo serve` running there?"
        ) from error
