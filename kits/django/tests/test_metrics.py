"""Row O13: what is counted, and how Prometheus reads it."""

import math
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache.backends.filebased import FileBasedCache
from prometheus_client.parser import text_string_to_metric_families
from seismo_django import counting, metrics
from seismo_django.counting import Tally
from seismo_django.metrics import prometheus
from seismo_django.metrics.shared import Slot, everything


@pytest.fixture(autouse=True)
def nothing_counted() -> Iterator[None]:
    counting.forget()
    yield
    counting.forget()


@pytest.fixture
def cache(tmp_path: Path) -> FileBasedCache:
    return FileBasedCache(str(tmp_path), {})


def samples(tally: Tally) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(prometheus.text(tally))
        for sample in family.samples
    }


def value(name: str, **labels: str) -> float:
    return samples(counting.tally())[name, frozenset(labels.items())]


def test_O13_a_count_is_a_total() -> None:
    metrics.count("login.failed", 2, role="Manager")
    metrics.count("login.failed", role="Manager")
    assert value("seismo_login_failed_total", role="Manager") == 3


def test_O13_a_gauge_is_its_last_value() -> None:
    metrics.gauge("queue.length", 7, queue="mail")
    metrics.gauge("queue.length", 4, queue="mail")
    assert value("seismo_queue_length", queue="mail") == 4


def test_O13_milliseconds_are_told_in_seconds() -> None:
    metrics.distribution("leave.approve", 812, unit="millisecond")
    assert value("seismo_leave_approve_seconds_sum") == 0.812


@pytest.mark.parametrize(
    ("bound", "number"), [("0.005", 1), ("0.01", 2), ("0.5", 2), ("60", 3), ("+Inf", 4)]
)
def test_O13_a_bucket_holds_all_that_is_at_most_its_bound(bound: str, number: int) -> None:
    for seconds in (0.005, 0.006, 60, 61):
        counting.observe("task.seconds", seconds)
    assert value("seismo_task_seconds_bucket", le=bound) == number


def test_O13_quotes_and_line_ends_of_a_label_are_escaped() -> None:
    counting.count("ignored", reason='a "b"\n\\c')
    assert value("seismo_ignored_total", reason='a "b"\n\\c') == 1


def test_O13_names_that_prometheus_cannot_tell_apart_are_one_series() -> None:
    counting.count("a.b")
    counting.count("a-b")
    assert value("seismo_a_b_total") == 2


def test_O13_a_name_of_two_kinds_is_two_families() -> None:
    counting.observe("size", 3)
    counting.gauge("size", 5)
    assert value("seismo_size_gauge") == 5
    assert value("seismo_size_count") == 1


def test_labels_without_end_are_counted_together() -> None:
    for number in range(counting.MOST_SERIES + 5):
        counting.count("ignored", reason=str(number))
    assert counting.total("ignored") == counting.MOST_SERIES + 5
    assert counting.total("ignored", labels="too_many") == 5


def test_a_forked_process_starts_at_nothing() -> None:
    counting.count("ignored")
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, str(counting.total("ignored")).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 10) == b"0"


def counted(number: float) -> Tally:
    counting.forget()
    counting.count("requests", number)
    counting.move("in_flight", 1)
    return counting.tally()


def total(tally: Tally, name: str = "requests") -> float:
    return counting.total_of([*tally.counts.items(), *tally.levels.items()], name)


def test_O13_processes_add_up(cache: FileBasedCache) -> None:
    first, second = Slot(cache), Slot(cache)
    first.publish(counted(3))
    second.publish(counted(4))
    first.publish(counted(5))
    assert total(everything(cache)) == 9


def test_O13_the_counts_of_a_process_that_ended_stay(cache: FileBasedCache) -> None:
    first = Slot(cache)
    first.publish(counted(3))
    first.leave()
    Slot(cache).publish(counted(4))
    assert total(everything(cache)) == 7


def test_O13_what_a_process_had_in_flight_ends_with_it(cache: FileBasedCache) -> None:
    slot = Slot(cache)
    slot.publish(counted(3))
    slot.leave()
    assert total(everything(cache), "in_flight") == 0


def test_O13_a_process_that_lost_its_slot_counts_nothing_twice(cache: FileBasedCache) -> None:
    asleep, other = Slot(cache), Slot(cache)
    asleep.publish(counted(3))
    cache.delete("seismo.metrics.lease.0")
    other.publish(counted(10))
    asleep.publish(counted(5))
    assert total(everything(cache)) == 15


def test_O13_an_emptied_cache_is_filled_again(cache: FileBasedCache) -> None:
    slot = Slot(cache)
    slot.publish(counted(3))
    cache.clear()
    slot.publish(counted(5))
    assert math.isclose(total(everything(cache)), 2)
