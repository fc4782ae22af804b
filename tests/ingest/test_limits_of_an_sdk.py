"""A real SDK hears of a limit and holds back by itself."""

import secrets
from collections.abc import Iterator

import pytest
import sentry_sdk
from support.app import PATIENCE, App, TestProject, wait_until

from seismo.catalog.models import OutcomeCount, ProjectKey


@pytest.fixture
def client(app: App, project: TestProject) -> Iterator[sentry_sdk.Client]:
    """An SDK whose key may send two errors a day."""
    key = ProjectKey.objects.create(
        project_id=project.id, public_key=secrets.token_hex(16), rate_count=2, rate_seconds=86_400
    )
    dsn = project.dsn.replace(project.key, key.public_key)
    client = sentry_sdk.Client(dsn=dsn, default_integrations=False)
    yield client
    client.close(timeout=PATIENCE)


def outcomes(project: TestProject) -> dict[str, int]:
    rows = OutcomeCount.objects.filter(project_id=project.id, category="error")
    return {row.reason or "accepted": row.quantity for row in rows}


def test_an_sdk_sends_up_to_the_limit_and_reports_what_it_kept_back(
    app: App, project: TestProject, client: sentry_sdk.Client
) -> None:
    for number in range(5):
        value = {"type": "ValueError", "value": f"number {number}"}
        client.capture_event({"level": "error", "exception": {"values": [value]}})
        client.flush(timeout=PATIENCE)
    assert client.transport is not None
    client.transport._last_client_report_sent = 0.0
    client.capture_event({"type": "check_in", "monitor_slug": "nightly", "status": "ok"})
    client.flush(timeout=PATIENCE)
    everything = {"accepted": 2, "client_ratelimit_backoff": 3}
    wait_until(lambda: outcomes(project) == everything, f"{everything}, not {outcomes(project)}")
