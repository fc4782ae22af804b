"""A server that is asked to take more than it can says so, and goes on with what it has."""

from pathlib import Path

import httpx
import pytest
from support.app import envelope, error, wait_until
from support.process import ServerProcess


@pytest.mark.slow
def test_a_nearly_full_disk_asks_senders_to_wait_and_loses_nothing(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "data")
    server.start()
    dsn = server.project()["dsn"]
    assert post(server, dsn).status_code == 200
    server.stop()

    server.environ["SEISMO_MIN_FREE_DISK"] = "1000000000"
    server.start()
    wait_until(lambda: post(server, dsn).status_code == 429, "the disk is measured")
    refused = post(server, dsn)
    dropped = server.status()["outcomes"]["dropped"]
    page = httpx.get(f"{server.url}/login/").status_code
    server.stop()

    assert refused.headers["retry-after"] == "5"
    assert "disk is nearly full" in refused.headers["x-sentry-error"]
    assert dropped["overloaded"]["error"] > 0
    assert page == 200


def post(server: ServerProcess, dsn: str) -> httpx.Response:
    key = dsn.split("//")[1].split("@")[0]
    url = f"{server.url}/api/{dsn.rsplit('/', 1)[1]}/envelope/?sentry_key={key}"
    return httpx.post(url, content=envelope(error()))
