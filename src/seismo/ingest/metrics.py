"""What ingest tells Prometheus."""

from functools import cache

from prometheus_client import Counter, Histogram

REQUESTS = Counter("seismo_ingest_requests", "Requests that were answered.", ["endpoint", "status"])
RECEIVED_BYTES = Counter("seismo_ingest_received_bytes", "Bytes of bodies as they came in.")
JOURNAL_WAIT = Histogram(
    "seismo_ingest_journal_wait_seconds",
    "From the append to the journal until the record was durable.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)


@cache
def requests(endpoint: str, status: int) -> Counter:
    """The counter of one endpoint and status: looking it up costs more than counting."""
    return REQUESTS.labels(endpoint, str(status))
