"""Rows R11 and R12: operations of the business and calls of services, timed."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from kit_support.recorder import Recorder, recording
from kit_support.running import wait_until
from kit_support.sdks import needs_metrics
from kit_support.server import Project
from kit_support.sites import Site, Sites
from kit_support.traces import Trace, traces
from seismo_django import counting, operation, service
from seismo_django.operations import service_of


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    counting.forget()
    yield
    counting.forget()


def runs(name: str) -> dict[tuple[tuple[str, str], ...], float]:
    """How many values each series of a histogram has."""
    found = counting.tally().histograms
    return {s.labels: sum(numbers[:-1]) for s, numbers in found.items() if s.name == name}


def test_R11_every_call_is_a_value() -> None:
    @operation("leave.approve", attributes=lambda role: {"role": role})
    def approve(role: str) -> str:
        return role.upper()

    assert [approve("Manager"), approve("Clerk"), approve("Clerk")] == ["MANAGER", "CLERK", "CLERK"]
    assert runs("leave.approve.duration.seconds") == {
        (("outcome", "ok"), ("role", "Manager")): 1,
        (("outcome", "ok"), ("role", "Clerk")): 2,
    }


def test_R11_a_block_is_timed_too() -> None:
    with operation("leave.approve", role="Manager"):
        pass
    assert runs("leave.approve.duration.seconds") == {(("outcome", "ok"), ("role", "Manager")): 1}


def test_R11_a_coroutine_is_timed_until_its_end() -> None:
    @operation("report")
    async def report() -> int:
        await asyncio.sleep(0)
        return 5

    assert asyncio.run(report()) == 5
    assert runs("report.duration.seconds") == {(("outcome", "ok"),): 1}


def test_R11_what_fails_is_counted_apart_and_raises() -> None:
    with pytest.raises(LookupError), operation("report"):
        raise LookupError
    assert runs("report.duration.seconds") == {(("outcome", "error"),): 1}


def test_R11_attributes_that_cannot_be_had_stop_nothing() -> None:
    @operation("report", attributes=lambda: {}["missing"])
    def report() -> int:
        return 5

    assert report() == 5
    assert runs("report.duration.seconds") == {(("outcome", "ok"),): 1}


def test_an_exception_remembers_the_service_whose_call_it_ended() -> None:
    with pytest.raises(TimeoutError) as raised, service("warehouse"), service("stripe"):
        raise TimeoutError
    assert service_of(raised.value) == "stripe"


def test_an_exception_that_is_caught_inside_belongs_to_the_service() -> None:
    with service("stripe"):
        assert service_of(TimeoutError()) == "stripe"
    assert service_of(TimeoutError()) is None


def test_R6_calls_of_a_service_are_timed() -> None:
    with service("stripe"):
        pass
    assert runs("service.duration.seconds") == {(("outcome", "ok"), ("service", "stripe")): 1}


@pytest.fixture(scope="module")
def heard() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def traced(heard: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Sites(tmp_path_factory.mktemp("traced"), stack).start(
            SENTRY_DSN=heard.dsn, SENTRY_TRACES_SAMPLE_RATE="1.0"
        )


def with_operations(heard: Recorder, *named: str) -> list[Trace]:
    """The traces of these names, as soon as an operation is or is in one of them."""

    def found() -> list[Trace]:
        return [trace for trace in traces(heard) if trace.name in named]

    def has_operation(trace: Trace) -> bool:
        return any(span.op == "operation" for span in (trace, *trace.spans))

    wait_until(lambda: any(map(has_operation, found())), lambda: f"an operation in {named}")
    return found()


def test_R12_inside_a_request_it_is_a_span_of_the_request(heard: Recorder, traced: Site) -> None:
    traced.get("/shift/?role=Clerk")
    (request,) = with_operations(heard, "/shift/")
    (span,) = [span for span in request.spans if span.op == "operation"]
    assert span.name == "shift.create"
    assert span.told["role"] == "Clerk"


def test_R12_in_a_command_it_is_part_of_a_transaction_and_never_two(
    heard: Recorder, traced: Site
) -> None:
    traced.manage("create_shifts", "2")
    sent = with_operations(heard, "shift.create", "command:create_shifts")
    inner = [span.name for trace in sent for span in trace.spans if span.op == "operation"]
    alone = [trace.name for trace in sent if trace.op == "operation"]
    assert inner + alone == ["shift.create"] * 2


@needs_metrics
def test_R11_metrics_are_sent_however_few_requests_are_traced(
    heard: Recorder, traced: Site
) -> None:
    traced.manage("create_shifts", "20", SENTRY_TRACES_SAMPLE_RATE="0")
    sent = [metric for told in heard.wait_for("trace_metric") for metric in told["items"]]
    times = [
        metric
        for metric in sent
        if metric["name"] == "shift.create.duration"
        and metric["attributes"]["role"]["value"] == "Manager"
    ]
    assert len(times) >= 20
    assert {metric["unit"] for metric in times} == {"millisecond"}


@needs_metrics
def test_R11_the_server_has_every_call_by_role(
    heard: Recorder, traced: Site, project: Project
) -> None:
    traced.manage("create_shifts", "20", SENTRY_TRACES_SAMPLE_RATE="0")
    project.take(heard.bodies)
    ((calls, p95),) = project.stored(
        "SELECT count(*), quantile_cont(value, 0.95) FROM metrics WHERE project_id = $project"
        " AND name = 'shift.create.duration' AND attributes['role'] = 'Manager'"
    )
    assert calls >= 20
    assert p95 > 0
