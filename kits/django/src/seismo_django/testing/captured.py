"""What was captured in a test, read as tests want to read it."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from seismo_django.requests.queries import Repeated
from seismo_django.testing.alerts import Alerts
from seismo_django.testing.found import Found, listed

LATE = 2.0
"""Seconds for what the SDK gathers before it sends: logs, metrics, streamed spans."""


@dataclass(frozen=True, slots=True)
class Error:
    """An error or a message, as it would have been sent."""

    payload: dict[str, Any]

    @property
    def type(self) -> str:
        """The class of the exception; empty for a message."""
        return str(self._raised.get("type") or "")

    @property
    def value(self) -> str:
        return str(self._raised.get("value") or "")

    @property
    def message(self) -> str:
        logentry = self.payload.get("logentry") or {}
        return str(
            self.payload.get("message")
            or logentry.get("formatted")
            or logentry.get("message")
            or ""
        )

    @property
    def level(self) -> str:
        return str(self.payload.get("level") or "error")

    @property
    def user(self) -> dict[str, Any]:
        return dict(self.payload.get("user") or {})

    @property
    def tags(self) -> dict[str, Any]:
        return dict(self.payload.get("tags") or {})

    @property
    def contexts(self) -> dict[str, Any]:
        return dict(self.payload.get("contexts") or {})

    @property
    def fingerprint(self) -> list[str]:
        return list(self.payload.get("fingerprint") or [])

    @property
    def route(self) -> str:
        return str(self.payload.get("transaction") or "")

    @property
    def breadcrumbs(self) -> list[dict[str, Any]]:
        crumbs = self.payload.get("breadcrumbs") or {}
        return list(crumbs.get("values") or [])

    @property
    def _raised(self) -> dict[str, Any]:
        values = (self.payload.get("exception") or {}).get("values") or [{}]
        return dict(values[-1])

    def __str__(self) -> str:
        what = f"{self.type}: {self.value}" if self.type else self.message
        return f"{what} ({self.level}, {self.route or 'no route'})"


@dataclass(frozen=True, slots=True)
class Transaction:
    """A request, a task or a command that was traced."""

    payload: dict[str, Any]

    @property
    def route(self) -> str:
        return str(self.payload.get("transaction") or self.payload.get("name") or "")

    @property
    def tags(self) -> dict[str, Any]:
        """Of a streamed span its attributes, which take the place of tags there."""
        attributes = self.payload.get("attributes") or {}
        told = {name: attribute["value"] for name, attribute in attributes.items()}
        return told | dict(self.payload.get("tags") or {})

    @property
    def spans(self) -> list[dict[str, Any]]:
        return list(self.payload.get("spans") or [])

    def __str__(self) -> str:
        return self.route


class Captured:
    """`seismo_events`: everything that the application would have sent since the test began."""

    def __init__(self, alerts: Alerts) -> None:
        self.alerts = alerts
        """What people would have been told: the fixture `seismo_alerts`."""
        self.flush: Callable[[float], object] = _nothing
        """Of the client that captures: have it gather what it sends later, in so many seconds at most."""
        self.repeated: list[Repeated] = []
        """Loops that asked the database each time round."""
        self._items: list[tuple[str, dict[str, Any]]] = []
        self._bodies: list[bytes] = []

    def add(self, body: bytes, items: Iterable[tuple[str, dict[str, Any]]]) -> None:
        self._bodies.append(body)
        self._items += items

    def clear(self) -> None:
        """Forget what came until now."""
        self.flush(LATE)
        self._bodies.clear()
        self._items.clear()
        self.repeated.clear()

    def errors(self, type: str = "") -> Found[Error]:
        """Errors and messages, or those of one exception class."""
        found = [Error(payload) for kind, payload in self._items if kind == "event"]
        return Found(error for error in found if type in ("", error.type))

    def only_error(self, type: str = "") -> Error:
        return self.errors(type).one()

    def assert_none(self) -> None:
        """That nothing went wrong."""
        assert not self.errors(), f"Nothing was expected:\n{listed(self.errors())}"

    def assert_no_n_plus_one(self) -> None:
        """That no request asked the same of the database N_PLUS_ONE times from one line."""
        assert not self.repeated, f"N+1:\n{listed(self.repeated)}"

    def transactions(self, route: str = "") -> Found[Transaction]:
        self.flush(LATE)
        streamed = [span for span in self._each("span") if span.get("is_segment")]
        found = [Transaction(payload) for payload in [*self.payloads("transaction"), *streamed]]
        return Found(transaction for transaction in found if route in ("", transaction.route))

    def feedback(self) -> Found[dict[str, Any]]:
        """The texts and addresses of feedback."""
        return Found(payload["contexts"]["feedback"] for payload in self.payloads("feedback"))

    def check_ins(self) -> Found[dict[str, Any]]:
        return Found(self.payloads("check_in"))

    def logs(self) -> Found[dict[str, Any]]:
        return Found(self._each("log"))

    def metrics(self) -> Found[dict[str, Any]]:
        return Found(self._each("trace_metric"))

    def payloads(self, kind: str) -> list[dict[str, Any]]:
        """Of items of any type."""
        return [payload for other, payload in self._items if other == kind]

    def assert_clean(self, secrets: Sequence[str]) -> None:
        """That none of these is in the bytes of anything that would have been sent."""
        self.flush(LATE)
        for body in self._bodies:
            for secret in secrets:
                assert _written(secret) not in body, (
                    f"{secret!r} would have been sent in {body[:400]!r}"
                )

    def _each(self, kind: str) -> list[dict[str, Any]]:
        self.flush(LATE)
        return [one for payload in self.payloads(kind) for one in payload["items"]]


def _nothing(seconds: float) -> None:
    """Before there is a client."""


def _written(text: str) -> bytes:
    """As JSON writes it."""
    return json.dumps(text)[1:-1].encode()
