"""How much waits in Celery's queues, asked of the broker when Prometheus asks us."""

import json
import time
from collections.abc import Iterable
from typing import Any

from seismo_django import counting
from seismo_django.celery.watching import SENT_AT
from seismo_django.guard import guarded

EVERY = 15.0
"""Seconds for which a measure stands."""

_measured_at = float("-inf")


@guarded(otherwise=None)
def measure(names: Iterable[str]) -> None:
    """Set the gauges of these queues."""
    global _measured_at  # one measure for all who ask this process
    if time.monotonic() - _measured_at < EVERY:
        return
    _measured_at = time.monotonic()
    from celery import current_app

    with current_app.connection_for_read() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2)
        for name in names:
            _measure(broker.default_channel, name)


def _measure(channel: Any, name: str) -> None:
    """`passive` creates nothing. Only Redis lets one look at a message without taking it."""
    waiting = channel.queue_declare(queue=name, passive=True).message_count
    counting.gauge("celery.queue.length", waiting, queue=name)
    redis: Any = getattr(channel, "client", None)
    if hasattr(redis, "lindex"):
        counting.gauge("celery.queue.oldest.seconds", _age(redis.lindex(name, -1)), queue=name)


def _age(message: bytes | None) -> float:
    """Seconds since it was sent; 0 where nothing waits, or a process without the SDK sent it."""
    sent_at = json.loads(message)["headers"].get(SENT_AT) if message else None
    return max(0.0, time.time() - float(sent_at)) if sent_at else 0
