"""What became of an event is known by its id, and who listens hears of it when it is clean."""

from collections.abc import Iterator

import pytest
import sentry_sdk
from kit_support.clients import client_of
from kit_support.recorder import Recorder
from seismo_django.transport import accepted
from seismo_django.transport.sending import send_item
from sentry_sdk.envelope import Envelope


@pytest.fixture
def client(recorder: Recorder) -> Iterator[sentry_sdk.Client]:
    with client_of(recorder.dsn, {}) as client:
        yield client


def test_an_event_is_queued_and_then_sent(client: sentry_sdk.Client) -> None:
    event_id = client.capture_event({"message": "hello"})
    assert event_id is not None
    assert accepted.was_accepted(event_id) in ("queued", "sent")

    client.flush()
    assert accepted.was_accepted(event_id) == "sent"


def test_an_event_that_never_was_is_not_accepted() -> None:
    assert accepted.was_accepted("0" * 32) is None


def test_a_listener_hears_of_a_clean_envelope(
    client: sentry_sdk.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Envelope] = []
    monkeypatch.setattr(accepted, "listeners", [heard.append])
    client.capture_event({"message": "x", "extra": {"password": "fake-hunter2"}})
    client.flush()

    (event,) = [envelope.get_event() for envelope in heard]
    assert event is not None
    assert event["extra"] == {"password": "[Filtered]"}


def test_an_item_of_ones_own_is_scrubbed_and_sent(
    client: sentry_sdk.Client, recorder: Recorder
) -> None:
    told = {"message": "my card 4111 1111 1111 1111", "contact_email": "ada@example.test"}
    event_id = send_item("feedback", {"contexts": {"feedback": told}})
    client.flush()

    (payload,) = recorder.payloads("feedback")
    assert payload["event_id"] == event_id
    assert payload["contexts"]["feedback"] == {
        "message": "my card [Filtered]",
        "contact_email": "ada@example.test",
    }
