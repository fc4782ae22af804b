"""While the server is away nothing waits for it and nothing is lost; afterwards it gets everything once."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sentry_sdk
from kit_support.clients import client_of
from kit_support.recorder import Recorder, recording
from kit_support.running import wait_until
from seismo_django import conf, counting
from seismo_django.transport import accepted
from seismo_django.transport.breaker import Breaker
from seismo_django.transport.locks import held
from seismo_django.transport.segments import Record
from seismo_django.transport.sending import send_item
from seismo_django.transport.spool import Kept, Spool, folder
from seismo_django.transport.transport import SeismoTransport


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    counting.forget()


@contextmanager
def sending(recorder: Recorder, tmp_path: Path, **spool: Any) -> Iterator[sentry_sdk.Client]:
    with client_of(recorder.dsn, {"SPOOL": {"FOLDER": str(tmp_path), **spool}}) as client:
        yield client


def filled(tmp_path: Path, number: int, **limits: Any) -> Spool:
    """One that no process sends from by itself, with records `event 0`, `event 1` ..."""
    said = {"SPOOL": {"FOLDER": str(tmp_path), **limits}}
    conf.use(conf.read(said, {}, debug=False))
    spool = Spool("http://fake@127.0.0.1:9/1", conf.current().settings)
    conf.forget()
    for n in range(number):
        spool.add(Record(time.time(), ["event"], [], b"event %d" % n))
    return spool


def capture(client: sentry_sdk.Client, number: int, **more: Any) -> list[str]:
    """Ids of events whose messages are `event 0`, `event 1` ..."""
    ids = [client.capture_event({"message": f"event {n}", **more}) for n in range(number)]
    client.flush()
    return [event_id for event_id in ids if event_id]


@contextmanager
def held_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A listener that takes its time: nothing is sent meanwhile."""
    may_go_on = threading.Event()
    monkeypatch.setattr(accepted, "listeners", [lambda _: may_go_on.wait()])
    yield
    may_go_on.set()


def waiting(client: sentry_sdk.Client) -> Kept:
    return transport_of(client).spool.kept()


def transport_of(client: sentry_sdk.Client) -> SeismoTransport:
    transport = client.transport
    assert isinstance(transport, SeismoTransport)
    return transport


def messages(recorder: Recorder) -> list[str]:
    return [event["message"] for event in recorder.payloads("event")]


def test_what_the_server_does_not_take_waits_on_disk(recorder: Recorder, tmp_path: Path) -> None:
    recorder.status = 503
    with sending(recorder, tmp_path) as client:
        ids = capture(client, 3)
        assert waiting(client).items == 3
        assert [accepted.was_accepted(event_id) for event_id in ids] == ["stored"] * 3


def test_it_is_sent_once_when_the_server_is_back(recorder: Recorder, tmp_path: Path) -> None:
    recorder.status = 503
    with sending(recorder, tmp_path) as client:
        ids = capture(client, 3)
        recorder.status = 200
        recorder.wait_for("event", 3)
        wait_until(lambda: waiting(client).items == 0, lambda: "an empty spool")
        assert sorted(messages(recorder)) == ["event 0", "event 1", "event 2"]
        assert {accepted.was_accepted(event_id) for event_id in ids} == {"sent"}


def test_a_server_that_does_not_answer_at_all_is_away(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = Recorder(dsn=f"http://{'0' * 32}@127.0.0.1:{nobody.getsockname()[1]}/1")
        with sending(away, tmp_path) as client:
            capture(client, 2)
            assert waiting(client).items == 2


def test_what_one_process_left_another_sends(recorder: Recorder, tmp_path: Path) -> None:
    recorder.status = 503
    with sending(recorder, tmp_path) as client:
        capture(client, 2)
    recorder.status = 200
    with sending(recorder, tmp_path) as client:
        capture(client, 1, extra={"own": True})
        recorder.wait_for("event", 3)
    assert sorted(messages(recorder)) == ["event 0", "event 0", "event 1"]


def test_nothing_goes_to_another_project(recorder: Recorder, tmp_path: Path) -> None:
    recorder.status = 503
    with sending(recorder, tmp_path) as client:
        capture(client, 1)
    with recording() as other, sending(other, tmp_path) as client:
        capture(client, 1)
        assert waiting(client).items == 0
        assert messages(other) == ["event 0"]


@pytest.mark.parametrize("status", [400, 401, 403, 413, 429])
def test_what_the_server_refuses_does_not_wait(
    recorder: Recorder, tmp_path: Path, status: int
) -> None:
    recorder.status = status
    with sending(recorder, tmp_path) as client:
        (event_id,) = capture(client, 1)
        assert waiting(client).items == 0
        assert accepted.was_accepted(event_id) is None
        assert counting.total("transport.dropped", reason=f"status_{status}") == 1


def test_feedback_waits_and_is_sent(recorder: Recorder, tmp_path: Path) -> None:
    recorder.status = 503
    with sending(recorder, tmp_path) as client:
        event_id = send_item("feedback", {"contexts": {"feedback": {"message": "it broke"}}})
        client.flush()
        assert event_id
        assert accepted.was_accepted(event_id) == "stored"
        recorder.status = 200
        (feedback,) = recorder.wait_for("feedback")
        assert feedback["contexts"]["feedback"]["message"] == "it broke"


def test_what_is_about_a_moment_does_not_wait(recorder: Recorder, tmp_path: Path) -> None:
    recorder.status = 503
    with sending(recorder, tmp_path) as client:
        send_item("log", {"items": []})
        client.flush()
        assert waiting(client).items == 0
        assert counting.total("transport.dropped", reason="network_error") == 1


def test_the_secret_does_not_wait_on_disk(recorder: Recorder, tmp_path: Path) -> None:
    recorder.status = 503
    with sending(recorder, tmp_path) as client:
        capture(client, 1, extra={"password": "fake-hunter2"})
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"event 0" in stored
    assert b"fake-hunter2" not in stored


def test_files_are_for_the_owner_alone(recorder: Recorder, tmp_path: Path) -> None:
    recorder.status = 503
    with sending(recorder, tmp_path / "spool") as client:
        capture(client, 1)
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "spool").rglob("*segment*")}
    assert modes == {0}


def test_a_full_spool_gives_up_the_oldest_and_counts_them(tmp_path: Path) -> None:
    assert filled(tmp_path, 401, MAX_FILES=1).kept().items == 201
    assert counting.total("transport.dropped", reason="spool_full") == 200


def test_what_is_too_old_is_not_sent(recorder: Recorder, tmp_path: Path) -> None:
    recorder.status = 503
    with sending(recorder, tmp_path, MAX_HOURS=0) as client:
        capture(client, 1)
        recorder.status = 200
        wait_until(lambda: waiting(client).items == 0, lambda: "an empty spool")
    assert messages(recorder) == []
    assert counting.total("transport.dropped", reason="spool_too_old") == 1


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    recorder: Recorder, tmp_path: Path
) -> None:
    recorder.status = 503
    with sending(recorder, tmp_path) as client:
        capture(client, 1)
        transport = transport_of(client)
        (transport.spool.folder / "00000000000000000001-7.segment.xz").write_bytes(b"no archive")
        recorder.status = 200
        recorder.wait_for("event")
    assert counting.total("transport.dropped", reason="spool_unreadable") == 7


def test_a_file_is_gone_on_with_where_it_was_left(tmp_path: Path) -> None:
    spool = filled(tmp_path, 20)
    spool.deliver(lambda record: record.body != b"event 9")
    assert spool.kept().items == 12
    spool.deliver(lambda record: True)
    assert spool.is_empty()


def test_two_processes_do_not_send_the_same(tmp_path: Path) -> None:
    spool, other = filled(tmp_path, 2), filled(tmp_path, 0)
    tried: list[bool] = []
    spool.deliver(lambda record: tried.append(other.deliver(lambda _: True)) is None)
    assert tried == [False, False]


def test_a_queue_that_is_full_refuses_and_counts(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seismo_django.transport.waiting.LARGEST", 1000)
    with sending(recorder, tmp_path) as client:
        event_id = client.capture_event({"message": "a " * 1000})
        client.flush()
        assert event_id
        assert accepted.was_accepted(event_id) is None
        assert counting.total("transport.dropped", reason="queue_overflow") == 1


def test_what_had_no_turn_when_the_process_ends_waits_on_disk(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sending(recorder, tmp_path) as client:
        transport = transport_of(client)
        with held_up(monkeypatch):
            event_id = client.capture_event({"message": "late"})
            transport.kill()
        assert event_id
        assert accepted.was_accepted(event_id) == "stored"


def test_what_is_on_its_way_to_the_disk_when_the_process_ends_waits_there_once(
    recorder: Recorder, tmp_path: Path
) -> None:
    recorder.status = 503
    with sending(recorder, tmp_path) as client:
        transport = transport_of(client)
        capture(client, 1)
        (*_, sender) = [one for one in threading.enumerate() if "sentry" in one.name]
        with held(transport.spool.folder / "write.lock"):
            client.capture_event({"message": "late"})
            ends = threading.Thread(target=client.close, kwargs={"timeout": 0.2})
            ends.start()
            ends.join(0.5)
        ends.join()
        sender.join()
        assert transport.spool.kept().items == 2


def test_the_folder_stands_in_the_settings(tmp_path: Path) -> None:
    with client_of("", {"SPOOL": {"FOLDER": str(tmp_path)}}):
        assert folder() == tmp_path


def test_each_failure_in_a_row_doubles_the_wait_up_to_a_minute() -> None:
    clock = [0.0]
    breaker = Breaker(now=lambda: clock[0], chance=lambda low, high: 1.0)
    waits = []
    for _ in range(9):
        waits.append(breaker.trip())
        clock[0] += waits[-1]
    assert waits == [0.5, 1, 2, 4, 8, 16, 32, 60, 60]


def test_requests_that_fail_together_are_one_failure() -> None:
    breaker = Breaker(now=lambda: 0.0, chance=lambda low, high: 1.0)
    assert [breaker.trip() for _ in range(3)] == [0.5, 0.5, 0.5]


def test_an_answer_closes_the_breaker() -> None:
    breaker = Breaker(now=lambda: 0.0, chance=lambda low, high: 1.0)
    breaker.trip()
    assert breaker.is_open
    breaker.close()
    assert not breaker.is_open
    assert breaker.trip() == 0.5


def test_a_request_to_the_server_leaves_at_once(recorder: Recorder) -> None:
    with client_of(recorder.dsn, {}, keep_alive=True) as client:
        transport = transport_of(client)
        options = transport._get_pool_options()["socket_options"]
        assert (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1) in options
