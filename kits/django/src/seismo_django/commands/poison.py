"""An error full of secrets, and where one of them was found afterwards."""

import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import sentry_sdk
from sentry_sdk.envelope import Envelope

from seismo_django.commands.lines import FAIL, OK, Line
from seismo_django.commands.server import Server
from seismo_django.conf import current
from seismo_django.transport import accepted

PATIENCE = 10.0
"""Seconds."""


def poisoned(client: "sentry_sdk.Client") -> Iterator[Line]:
    """Send it, then look for the secrets in the bytes that left and in what the server stored."""
    secrets = _secrets()
    bodies: list[bytes] = []
    lock = threading.Lock()

    def listen(envelope: Envelope) -> None:
        with lock:
            bodies.append(envelope.serialize())

    accepted.listeners.append(listen)
    try:
        event_id = _capture(secrets)
        client.flush(timeout=PATIENCE)
    finally:
        accepted.listeners.remove(listen)
    if not bodies or event_id is None:
        yield Line(FAIL, "Poison", "Nothing left.", "manage.py seismo doctor says why.")
        return
    yield _found("in the bytes that left", b"".join(bodies), secrets)
    stored = Server.of_settings().stored(event_id, PATIENCE)
    if stored is not None:
        yield _found("in what the server stored", stored, secrets)


def _found(where: str, body: bytes, secrets: dict[str, str]) -> Line:
    left = [name for name, secret in secrets.items() if secret.encode() in body]
    if left:
        return Line(
            FAIL,
            "Poison",
            f"{', '.join(left)} found {where}.",
            "Add the name to SEISMO['SCRUB_KEYS'].",
        )
    return Line(OK, "Poison", f"None of {len(secrets)} secrets found {where}.")


def _secrets() -> dict[str, str]:
    """Made up here and now, so that none of them stands in the lines of source that an event shows.

    PRIVACY full lets mail addresses out.
    """
    made = uuid4().hex
    mail = {"a mail address": f"{made[:6]}@example.test"}
    return (mail if current().settings.privacy != "full" else {}) | {
        "a password": f"pw-{made[:8]}",
        "a nested password": f"nested-{made[8:16]}",
        "a token": f"tok-{made[16:24]}",
        "a card number": " ".join(("4111", "1111", "1111", "1111")),
        "a bearer token": f"bearer-{made[24:]}",
    }


def _capture(secrets: dict[str, str]) -> str | None:
    with sentry_sdk.new_scope() as scope:
        scope.set_context(
            "order", {"password": secrets["a password"], "card": secrets["a card number"]}
        )
        scope.set_tag("api_key", secrets["a token"])
        scope.set_extra("creds", {"nested": {"password": secrets["a nested password"]}})
        scope.add_breadcrumb(message=f"Authorization: Bearer {secrets['a bearer token']}")
        try:
            _refuse(secrets, secrets["a password"])
        except ValueError:
            return sentry_sdk.capture_exception()
    return None


def _refuse(bag: Any, user_password: str) -> None:
    card_number, mail = bag["a card number"], bag.get("a mail address", "somebody")
    del bag
    raise ValueError(f"card {card_number} of {mail} was refused")
