"""What is remembered from event to event changes speed and nothing else."""

from typing import Any

import msgspec
import pytest

from seismo.digest.normalize.event import normalize
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.wire import decode
from seismo.digest.recent import Recent
from seismo.digest.scrub import scrub
from seismo.model.event import Event, decode_event, encode_event
from seismo.model.ids import EventId
from seismo.model.project import Scrubbing
from seismo.model.record import Client

WORD = "hunter2-fake-7"
FACTS = Facts(event_id=EventId("0f" * 16), received=2.0, client=Client())


def event_with(context_line: str, **fields: Any) -> Event:
    frame = {"function": "pay", "context_line": context_line, "vars": fields.pop("vars", {})}
    exception = {"values": [{"type": "E", "stacktrace": {"frames": [frame]}}]}
    base = {"event_id": "0f" * 16, "timestamp": 1.0, "received": 2.0, "exception": exception}
    return decode_event(msgspec.json.encode({**base, **fields}))


def kept(event: Event, rules: Scrubbing | None = None) -> bool:
    return WORD.encode() in encode_event(scrub(event, rules or Scrubbing()))


def test_a_secret_in_code_is_removed_every_time() -> None:
    event = event_with(f"    login(password='{WORD}')")
    assert [kept(event), kept(event)] == [False, False]


def test_a_secret_variable_is_removed_from_code_that_was_innocent_before() -> None:
    code = f"    connect('{WORD}')"
    assert kept(event_with(code))
    assert not kept(event_with(code, extra={"password": WORD}))


def test_a_secret_variable_is_removed_below_code_that_came_before() -> None:
    assert not kept(event_with("    pay()"))
    assert not kept(event_with("    pay()", vars={"password": WORD}))


def test_code_that_is_innocent_in_one_project_is_judged_anew_in_another() -> None:
    event = event_with(f"    projekt_x('{WORD}')")
    assert kept(event)
    assert not kept(event, Scrubbing(sensitive_fields=("projekt_x",)))


def test_a_text_that_is_innocent_in_one_project_is_judged_anew_in_another() -> None:
    event = event_with("pay()", extra={"note": f"my_token={WORD}"})
    assert kept(event, Scrubbing(safe_fields=("my_token",)))
    assert not kept(event)


def event_as_sent(context_line: str, variables: dict[str, str], **fields: Any) -> Event:
    """With the variables as the SDK wrote them, as digest reads most events."""
    event = event_with(context_line, vars=variables, **fields)
    return normalize(decode(encode_event(event)), FACTS)


def test_a_secret_among_variables_as_they_were_sent_is_removed_every_time() -> None:
    event = event_as_sent("pay()", {"password": WORD})
    assert [kept(event), kept(event)] == [False, False]


def test_a_secret_is_removed_from_variables_that_were_innocent_before() -> None:
    variables = {"spoken": WORD}
    assert kept(event_as_sent("pay()", variables))
    assert not kept(event_as_sent("pay()", variables, extra={"password": WORD}))


def test_each_secret_is_looked_for_in_variables_that_were_innocent_before() -> None:
    variables = {"spoken": WORD}
    assert kept(event_as_sent("pay()", variables, extra={"password": "open-fake-sesame-3"}))
    assert not kept(event_as_sent("pay()", variables, extra={"password": WORD}))
    assert kept(event_as_sent("pay()", variables, extra={"password": "open-fake-sesame-3"}))


def test_a_secret_is_removed_beside_variables_that_were_innocent_before() -> None:
    variables = {"amount": "12"}
    assert not kept(event_as_sent("pay()", variables, extra={"password": WORD}))
    assert not kept(event_as_sent(f"login(password='{WORD}')", variables))


def test_variables_that_are_innocent_in_one_project_are_judged_anew_in_another() -> None:
    event = event_as_sent("pay()", {"my_token": WORD})
    assert kept(event, Scrubbing(safe_fields=("my_token",)))
    assert not kept(event)
    assert not kept(event, Scrubbing(sensitive_fields=("my_tok",)))


def test_new_variables_are_judged_among_those_that_came_before() -> None:
    frames = [{"function": "a", "vars": {"amount": "12"}}, {"function": "b", "vars": {"n": "1"}}]
    before = with_frames(frames)
    assert not kept(before)
    frames[1] = {"function": "b", "vars": {"password": WORD}}
    assert not kept(with_frames(frames))


def with_frames(frames: list[dict[str, Any]]) -> Event:
    exception = {"values": [{"type": "E", "stacktrace": {"frames": frames}}]}
    return normalize(decode(msgspec.json.encode({"exception": exception})), FACTS)


@pytest.fixture
def full() -> Recent:
    recent = Recent(room=3)
    for number in range(3):
        recent.add(number)
    return recent


def test_what_was_not_used_for_long_is_forgotten(full: Recent) -> None:
    for number in range(3, 7):
        full.add(number)
    assert [number in full for number in range(7)] == [False] * 3 + [True] * 4


def test_what_is_missing_was_not_here_or_is_forgotten(full: Recent) -> None:
    for number in range(3, 7):
        full.add(number)
    assert full.missing(range(1, 9)) == {1, 2, 7, 8}


def test_what_was_not_missing_stays(full: Recent) -> None:
    for number in range(3, 9):
        assert not full.missing([0])
        full.add(number)
    assert 0 in full


def test_what_was_used_stays(full: Recent) -> None:
    for number in range(3, 9):
        assert 0 in full
        full.add(number)
    assert 0 in full
