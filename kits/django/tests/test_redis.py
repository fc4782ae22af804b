"""Rows J4 and R8, and the queues of R7: with a real Redis, where one is installed."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from kit_support.recorder import recording
from kit_support.running import free_port, running, wait_until
from kit_support.server import Project
from kit_support.sites import Sites
from kit_support.traces import Span, traces
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis, RedisError
from seismo_django.cache_keys import pattern

CART = "/cart/{user}/"


@dataclass(frozen=True, slots=True)
class Day:
    """What happened to a shop whose Redis was there, and then was not. Tests read it and change nothing."""

    cart: list[Span]
    """Spans of the visit of a cart."""
    bodies: list[bytes]
    """All that was sent while Redis was there."""
    metrics: str
    """Where two tasks waited."""
    statuses: list[int]
    """Without Redis: of a cart, and of the front page."""
    errors: list[dict[str, Any]]
    """Without Redis."""

    def calls_of_the_cache(self) -> list[Span]:
        return [span for span in self.cart if span.op.startswith("cache.")]


def answers(port: int) -> bool:
    try:
        return bool(Redis(port=port).ping())
    except RedisError:
        return False


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    if shutil.which("redis-server") is None:
        pytest.skip("Redis is not installed: the tests with a real one are left out")
    folder, port = tmp_path_factory.mktemp("redis"), free_port()
    command = ("redis-server", "--port", str(port), "--save", "", "--dir", str(folder))
    cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache"}
    with recording() as recorder, ExitStack() as stack, ExitStack() as redis:
        redis.enter_context(running(command, folder / "redis.log", {}))
        wait_until(lambda: answers(port), lambda: Path(folder / "redis.log").read_text())
        site = Sites(folder, stack).start(
            {"CELERY": {"QUEUES": ["celery"]}},
            SENTRY_DSN=recorder.dsn,
            SENTRY_TRACES_SAMPLE_RATE="1.0",
            SITE_CACHE=json.dumps(cache | {"LOCATION": f"redis://127.0.0.1:{port}/1"}),
            SITE_BROKER=f"redis://127.0.0.1:{port}/2",
        )
        for path in ("/cart/421337/", "/work/", "/work/"):
            assert site.get(path).status_code == 200, site.log.read_text()
        metrics = site.get("/metrics").text
        site.get("/flush/")
        recorder.wait_until(lambda: bool(traces(recorder, "/flush/")), "all traces")
        (cart,), bodies = traces(recorder, CART), list(recorder.bodies)
        redis.close()
        statuses = [site.get(path).status_code for path in ("/cart/17/", "/")]
        yield Day(cart.spans, bodies, metrics, statuses, recorder.wait_for("event"))


def test_R8_calls_of_the_cache_are_named_by_the_pattern_of_their_key(day: Day) -> None:
    calls = day.calls_of_the_cache()
    assert [(span.op, span.name) for span in calls] == [
        ("cache.put", "user:{id}:cart"),
        ("cache.get", "user:{id}:cart"),
    ]
    assert calls[1].told["cache.hit"] is True


def test_R8_the_server_has_hits_by_the_pattern_of_the_key(day: Day, project: Project) -> None:
    project.take(day.bodies)
    (found,) = project.stored(
        "SELECT DISTINCT name, lower(attributes['cache.hit']) FROM spans"
        " WHERE project_id = $project AND op = 'cache.get'"
    )
    assert found == ("user:{id}:cart", "true")


def test_R8_no_span_of_redis_holds_the_key_itself(day: Day) -> None:
    assert [span for span in day.cart if span.op.startswith("db.")]
    assert not [span for span in day.cart if "421337" in str(span)]


def test_R7_the_length_and_the_age_of_a_queue_are_gauges(day: Day) -> None:
    gauges = {
        sample.name: sample.value
        for family in text_string_to_metric_families(day.metrics)
        for sample in family.samples
        if sample.labels == {"queue": "celery"}
    }
    assert gauges["seismo_celery_queue_length"] == 2
    assert 0 < gauges["seismo_celery_queue_oldest_seconds"] < 60


def test_J4_without_redis_pages_are_served_and_the_error_is_redis(day: Day) -> None:
    assert day.statuses == [500, 200]
    (error,) = day.errors
    assert error["fingerprint"] == ["seismo-service", "redis", "connect"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("user:17:cart", "user:{id}:cart"),
        (":1:user:17", ":{id}:user:{id}"),
        ("a/123/b", "a/{id}/b"),
        ("9f1b7c52-0a3e-4c51-9d1f-0a1b2c3d4e5f", "{id}"),
        ("session:q8m2xk7w0pz4", "session:{id}"),
        ("catalogue:frontpage", "catalogue:frontpage"),
        ("views.decorators.cache.cache_page..GET.d41d8cd98f00b204e9800998ecf8427e",
         "views.decorators.cache.cache_page..GET.{id}"),
    ],
)  # fmt: skip
def test_R8_keys_become_patterns(key: str, expected: str) -> None:
    assert pattern(key) == expected
