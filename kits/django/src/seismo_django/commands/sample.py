"""An event of this project as it would leave, made here and sent nowhere."""

import json
from typing import Any

import sentry_sdk
from django.test import RequestFactory

from seismo_django.conf import current
from seismo_django.destination import Where
from seismo_django.sdk_options import options
from seismo_django.transport.local import LocalTransport


def sample_event() -> dict[str, Any]:
    """An error of a request in which much is secret, after collection and scrubbing."""
    told = options(current(), Where.PROCESS)
    transport = LocalTransport()
    with sentry_sdk.isolation_scope() as scope:
        scope.set_client(sentry_sdk.Client(**told | {"transport": transport}))
        scope.set_user({"id": 7, "email": "ada@example.test", "ip_address": "203.0.113.5"})
        sentry_sdk.add_breadcrumb(category="auth", message="login with password=fake-password")
        try:
            _pay(_request(), "4111 1111 1111 1111", "fake-password")
        except ValueError as error:
            sentry_sdk.capture_exception(error)
    return _payload(transport)


def _request() -> Any:
    return RequestFactory().post(
        "/pay/?token=fake-token",
        json.dumps({"password": "fake-password", "amount": 7}),
        content_type="application/json",
        headers={"authorization": "Bearer fake-token"},
    )


def _pay(request: Any, card_number: str, password: str) -> None:
    headers = dict(request.headers)
    raise ValueError(f"{card_number} of ada@example.test was refused, {len(headers)} headers")


def _payload(transport: LocalTransport) -> dict[str, Any]:
    for envelope in transport.envelopes:
        for item in envelope.items:
            if item.headers.get("type") == "event":
                payload: dict[str, Any] = json.loads(item.get_bytes())
                return payload
    return {}
