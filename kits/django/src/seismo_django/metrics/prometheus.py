"""Counts as Prometheus reads them: the text exposition format, version 0.0.4."""

import re
from dataclasses import dataclass, field
from itertools import accumulate

from seismo_django.counting import Series, Tally, bounds_of

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

HELP = {
    "cache_ops": "Calls of the cache.",
    "celery_queue_length": "Messages that wait in a queue.",
    "celery_queue_oldest_seconds": "Age of the oldest message of a queue.",
    "celery_queue_wait_seconds": "Seconds from sending a task to its start.",
    "celery_task_seconds": "Seconds that runs of a task took.",
    "celery_tasks": "Ends of task runs by state.",
    "db_queries": "Database queries of requests.",
    "db_query_seconds": "Seconds that database queries took.",
    "errors": "Errors that were accepted for sending, by type.",
    "hook_failures": "Failures inside seismo_django.",
    "http_in_flight": "Requests that are being answered.",
    "http_request_duration_seconds": "Seconds from a request to its answer.",
    "http_requests": "Requests answered.",
    "ignored": "Errors that settings keep from being issues.",
    "transport_dropped": "Items lost before they reached the server.",
    "transport_sent": "Items that reached the server.",
    "transport_spooled": "Items kept on disk while the server was away.",
}

_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9_]")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(frozen=True, slots=True)
class _Family:
    kind: str
    sentence: str
    samples: dict[str, float] = field(default_factory=dict)

    def add(self, name: str, labels: list[tuple[str, str]], value: float) -> None:
        """Names that differ only in what Prometheus does not allow are one series."""
        told = ",".join(f'{_plain(k)}="{v.translate(_ESCAPES)}"' for k, v in labels)
        key = f"{name}{{{told}}}" if told else name
        self.samples[key] = self.samples.get(key, 0) + value


def text(tally: Tally) -> str:
    """All series of the tally, families by name, each once."""
    families: dict[str, _Family] = {}
    for series, value in tally.counts.items():
        name, family = _family(families, series, "counter", "_total")
        family.add(name, list(series.labels), value)
    for series, numbers in tally.histograms.items():
        name, family = _family(families, series, "histogram")
        _add_histogram(name, family, series, numbers)
    for series, value in [*tally.gauges.items(), *tally.levels.items()]:
        name, family = _family(families, series, "gauge")
        family.add(name, list(series.labels), value)
    return "".join(_told(name, families[name]) for name in sorted(families))


def _family(
    families: dict[str, _Family], series: Series, kind: str, suffix: str = ""
) -> tuple[str, _Family]:
    """A family has one kind: a name that two kinds share becomes two families."""
    plain = _plain(series.name)
    name = f"seismo_{plain}{suffix}"
    if name in families and families[name].kind != kind:
        name = f"{name}_{kind}"
    sentence = HELP.get(plain, f"{series.name} of this application.".translate(_ESCAPES))
    return name, families.setdefault(name, _Family(kind, sentence))


def _add_histogram(name: str, family: _Family, series: Series, numbers: list[float]) -> None:
    """Buckets hold all that is at most their bound, so each contains the one before."""
    *parts, total = numbers
    bounds = [f"{bound:g}" for bound in bounds_of(series.name)]
    labels = [(key, value) for key, value in series.labels if key != "le"]
    for bound, number in zip([*bounds, "+Inf"], accumulate(parts), strict=True):
        family.add(f"{name}_bucket", [*labels, ("le", bound)], number)
    family.add(f"{name}_sum", labels, total)
    family.add(f"{name}_count", labels, sum(parts))


def _plain(name: str) -> str:
    return _NOT_IN_NAMES.sub("_", name.removeprefix("seismo."))


def _told(name: str, family: _Family) -> str:
    lines = "".join(f"{key} {value:.12g}\n" for key, value in family.samples.items())
    return f"# HELP {name} {family.sentence}\n# TYPE {name} {family.kind}\n{lines}"
