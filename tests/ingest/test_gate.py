"""An overloaded server says so at once, and says when it is well again."""

import asyncio
from contextlib import ExitStack

import pytest
from ingest.door import ID, Door, envelope_of

from seismo.ingest.gate import MAX_WAITING, MEASURE_AFTER, Gate
from seismo.model.outcome import Reason
from seismo.protocol.errors import Overloaded


class Strain:
    """A measurement that a test makes."""

    def __init__(self) -> None:
        self.sentence = ""
        self.seconds = 0.0
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        if self.sentence == "broken":
            raise OSError("no such disk")
        return self.sentence

    def gate(self) -> Gate:
        return Gate(self, lambda: self.seconds)


async def settled(gate: Gate) -> None:
    """Ask once, and wait until what that measured is known."""
    try:
        with gate.turn():
            pass
    except Overloaded:
        pass
    while gate._measuring is not None:
        await gate._measuring


def test_nobody_waits_for_a_measurement() -> None:
    async def run() -> None:
        strain = Strain()
        strain.sentence = "full"
        with strain.gate().turn():
            assert strain.asked == 0

    asyncio.run(run())


def test_a_strained_server_refuses_with_the_reason() -> None:
    async def run() -> None:
        strain = Strain()
        strain.sentence = "the disk is nearly full"
        gate = strain.gate()
        await settled(gate)
        with pytest.raises(Overloaded) as refused, gate.turn():
            pass
        assert refused.value.causes == ("the disk is nearly full",)

    asyncio.run(run())


def test_it_looks_again_after_a_while_and_takes_what_comes() -> None:
    async def run() -> None:
        strain = Strain()
        strain.sentence = "full"
        gate = strain.gate()
        await settled(gate)
        strain.sentence = ""
        strain.seconds += MEASURE_AFTER
        await settled(gate)
        with gate.turn():
            assert gate.waiting == 1
        assert (gate.waiting, strain.asked) == (0, 2)

    asyncio.run(run())


def test_a_measurement_that_fails_changes_nothing() -> None:
    async def run() -> None:
        strain = Strain()
        strain.sentence = "broken"
        gate = strain.gate()
        await settled(gate)
        with gate.turn():
            pass

    asyncio.run(run())


def test_only_so_many_wait_at_once() -> None:
    async def run() -> None:
        gate = Strain().gate()
        with ExitStack() as turns:
            for _ in range(MAX_WAITING):
                turns.enter_context(gate.turn())
            with pytest.raises(Overloaded), gate.turn():
                pass
        with gate.turn():
            pass

    asyncio.run(run())


def test_a_sender_is_told_when_to_come_back_and_the_event_is_in_the_ledger(door: Door) -> None:
    door.ingest.gate = Gate(lambda: "the server's disk is nearly full")
    door.runner.run(settled(door.ingest.gate))
    reply = door.post(envelope_of("event"))
    assert reply.status == 429
    assert int(reply.headers["retry-after"]) > 0
    assert "disk is nearly full" in reply.headers["x-sentry-error"]
    (record,) = door.records()
    assert [(drop.reason, drop.event_id) for drop in record.dropped] == [(Reason.OVERLOADED, ID)]
