import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from seismo.digest.normalize.event import normalize
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.payload import decode
from seismo.model.event import Event
from seismo.model.ids import EventId
from seismo.model.record import Client

Normalized: TypeAlias = Callable[..., Event]

RECEIVED = 1_795_298_600.0
"""2026-11-21T22:03:20Z"""


@pytest.fixture
def normalized() -> Normalized:
    """A payload on its whole way in, with the facts that a test names."""

    def normalized_(payload: Any, **facts: Any) -> Event:
        known = {
            "event_id": EventId("ed9ed7520fd14ae0a1b1b2c3d4e5f607"),
            "received": RECEIVED,
            "client": Client(remote_addr="203.0.113.9"),
        }
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        return normalize(decode(data), Facts(**{**known, **facts}))

    return normalized_


@pytest.fixture
def complaints(normalized: Normalized) -> Callable[..., list[tuple[str, str | None]]]:
    """Type and field of every error that a payload gets."""

    def complaints_(payload: Any, **facts: Any) -> list[tuple[str, str | None]]:
        return [(error.type, error.name) for error in normalized(payload, **facts).errors]

    return complaints_
