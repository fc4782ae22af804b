from ingest.door import Door
from prometheus_client import REGISTRY

SESSION = b'{}\n{"type":"session"}\n{}'


def sample(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_requests_are_counted_by_endpoint_and_status(door: Door) -> None:
    before = sample("seismo_ingest_requests_total", endpoint="envelope", status="200")
    door.post(SESSION)
    after = sample("seismo_ingest_requests_total", endpoint="envelope", status="200")
    assert after - before == 1


def test_received_bytes_are_counted(door: Door) -> None:
    before = sample("seismo_ingest_received_bytes_total")
    door.post(SESSION)
    assert sample("seismo_ingest_received_bytes_total") - before == len(SESSION)


def test_the_wait_for_the_journal_is_measured(door: Door) -> None:
    before = sample("seismo_ingest_journal_wait_seconds_count")
    door.post(SESSION)
    assert sample("seismo_ingest_journal_wait_seconds_count") - before == 1
