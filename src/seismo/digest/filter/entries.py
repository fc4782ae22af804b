"""Filters for what is no event: everything from a sender, log lines, metrics, spans."""

from functools import lru_cache
from typing import Any

from seismo.digest.filter.checks import is_health_check
from seismo.digest.filter.globs import Matches, any_glob
from seismo.digest.filter.places import in_networks
from seismo.model.project import Filters
from seismo.model.record import Client


def is_unwanted_sender(client: Client, filters: Filters) -> bool:
    """Whether nothing that comes from this address is wanted."""
    return bool(filters.addresses) and _networks(filters.addresses)(client.remote_addr)


def unwanted_logs(filters: Filters) -> Matches | None:
    """Tells by the text of a log line; None when all are wanted."""
    return _globs(filters.log_messages) if filters.log_messages else None


def unwanted_metrics(filters: Filters) -> Matches | None:
    """Tells by the name of a metric; None when all are wanted."""
    return _globs(filters.metric_names) if filters.metric_names else None


def is_unwanted_span(segment_name: Any, filters: Filters) -> bool:
    """Whether a span belongs to a health check, by the name of its segment."""
    return filters.health_checks and isinstance(segment_name, str) and is_health_check(segment_name)


_globs = lru_cache(maxsize=512)(any_glob)
_networks = lru_cache(maxsize=512)(in_networks)
