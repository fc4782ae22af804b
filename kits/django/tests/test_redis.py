"""Rows J4 and R8, and the queues of R7: with a real Redis, where one is installed."""

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from kit_support.recorder import Recorder, recording
from kit_support.running import free_port, running, wait_until
from kit_support.server import Project
from kit_support.sites import Site, Sites
from kit_support.traces import Span, traces
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis, RedisError
from seismo_django.cache_keys import pattern


@dataclass(frozen=True, slots=True)
class Shop:
    site: Site
    recorder: Recorder
    redis: ExitStack
    """Its end is the end of Redis."""

    def spans(self, route: str) -> list[Span]:
        def found() -> list[Span]:
            return [span for trace in traces(self.recorder, route) for span in trace.spans]

        wait_until(lambda: bool(found()), lambda: f"the spans of {route}")
        return found()


def answers(port: int) -> bool:
    try:
        return bool(Redis(port=port).ping())
    except RedisError:
        return False


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
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
        yield Shop(site, recorder, redis)


def test_R8_calls_of_the_cache_are_named_by_the_pattern_of_their_key(shop: Shop) -> None:
    shop.site.get("/cart/17/")
    calls = [span for span in shop.spans("/cart/{user}/") if span.op.startswith("cache.")]
    assert [(span.op, span.name) for span in calls] == [
        ("cache.put", "user:{id}:cart"),
        ("cache.get", "user:{id}:cart"),
    ]
    assert calls[1].told["cache.hit"] is True


def test_R8_the_server_has_hits_by_the_pattern_of_the_key(shop: Shop, project: Project) -> None:
    shop.site.get("/cart/17/")
    shop.spans("/cart/{user}/")
    project.take(shop.recorder.bodies)
    (found,) = project.stored(
        "SELECT DISTINCT name, lower(attributes['cache.hit']) FROM spans"
        " WHERE project_id = $project AND op = 'cache.get'"
    )
    assert found == ("user:{id}:cart", "true")


def test_R8_no_span_of_redis_holds_the_key_itself(shop: Shop) -> None:
    shop.site.get("/cart/421337/")
    assert not [s for s in shop.spans("/cart/{user}/") if "421337" in str(s)]


def test_R7_the_length_and_the_age_of_a_queue_are_gauges(shop: Shop) -> None:
    shop.site.get("/work/")
    shop.site.get("/work/")
    text = shop.site.get("/metrics").text
    gauges = {
        sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.labels == {"queue": "celery"}
    }
    assert gauges["seismo_celery_queue_length"] == 2
    assert 0 < gauges["seismo_celery_queue_oldest_seconds"] < 60


def test_J4_without_redis_pages_are_served_and_the_error_is_redis(shop: Shop) -> None:
    shop.redis.close()
    assert shop.site.get("/cart/17/").status_code == 500
    assert shop.site.get("/").status_code == 200
    (error,) = shop.recorder.wait_for("event")
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
