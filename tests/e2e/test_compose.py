"""Every command of the compose file, run one after the other without containers."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from e2e.running import running
from support.app import free_port, wait_until
from support.containers import REPOSITORY, SHOP, compose, dockerfile

PATIENCE = 180.0
IMAGES = {"seismo": REPOSITORY / "Dockerfile", "kettle": SHOP / "Dockerfile"}
pytestmark = pytest.mark.slow


@dataclass
class Composed:
    """The services on this machine: hosts, ports and folders of containers stand for other ones here."""

    folder: Path
    stack: ExitStack
    here: dict[str, str] = field(default_factory=dict)
    services: dict[str, Any] = field(default_factory=lambda: compose()["services"])

    def __post_init__(self) -> None:
        ports = {name: str(free_port()) for name in ("9000", "8001", "8000", "6379")}
        hosts = {
            "seismo:9000": "9000", "localhost:9000": "9000", "127.0.0.1:9000": "9000",
            "payment:8001": "8001", "web:8000": "8000", "127.0.0.1:8000": "8000",
            "redis:6379": "6379",
        }  # fmt: skip
        self.here = {there: f"127.0.0.1:{ports[port]}" for there, port in hosts.items()}
        self.here |= {f'"{port}"': f'"{own}"' for port, own in ports.items()}
        folders = {"/home/seismo": "dsn", "/run/seismo": "dsn", "/docker/": "docker/"}
        folders |= {"/var/lib/seismo": "seismo", "/var/lib/shop": "shop"}
        self.here |= {there: str(self.folder / own) for there, own in folders.items()}
        self.here |= {"0.0.0.0": "127.0.0.1", "/docker/": f"{SHOP}/docker/"}
        self.ports = ports
        for name in ("dsn", "seismo", "shop"):
            (self.folder / name).mkdir()

    def translated(self, told: Any) -> Any:
        text = json.dumps(told)
        for there, own in self.here.items():
            text = text.replace(there, own)
        return json.loads(text)

    def environment(self, name: str) -> dict[str, str]:
        service = self.services[name]
        image = IMAGES.get(service["image"])
        own = dict(dockerfile(image).environment) if image else {}
        own |= {
            key: value for key, value in service.get("environment", {}).items() if "$" not in value
        }
        own.pop("PATH", None)
        kept = {"PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])}
        kept["PYTHONPATH"] = os.environ.get("PYTHONPATH", "")
        given = {"SEISMO_PORT": self.ports["9000"]} if service["image"] == "seismo" else {}
        given["DSN_FOLDER"] = str(self.folder / "dsn")
        return kept | self.translated(own) | given

    def command(self, name: str) -> list[str]:
        service = self.services[name]
        image = IMAGES.get(service["image"])
        entry = service.get("entrypoint") or (
            dockerfile(image).words("ENTRYPOINT") if image else []
        )
        usual = dockerfile(image).words("CMD") if image and "entrypoint" not in service else []
        return list(self.translated([*entry, *service.get("command", usual)]))

    def health(self, name: str) -> list[str]:
        service = self.services[name]
        told = service.get("healthcheck", {}).get("test", [])[1:]
        words = told or dockerfile(IMAGES[service["image"]]).words("HEALTHCHECK")
        return list(self.translated(words))

    def run(self, name: str) -> None:
        """A service that ends."""
        done = subprocess.run(
            self.command(name), cwd=SHOP, env=self.environment(name), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout

    def start(self, name: str) -> None:
        """A service that stays; one with a health check is waited for."""
        log = self.folder / f"{name}.log"
        environment = self.environment(name)
        process = self.stack.enter_context(running(self.command(name), log, environment, SHOP))
        if not ("healthcheck" in self.services[name] or name == "seismo"):
            return

        def is_healthy() -> bool:
            assert process.poll() is None, log.read_text()
            asked = subprocess.run(
                self.health(name), cwd=SHOP, env=environment, capture_output=True, check=False
            )
            return asked.returncode == 0

        wait_until(is_healthy, f"{name} is healthy", PATIENCE)

    def said(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        address = f"file:{self.folder / 'seismo' / 'catalog.sqlite'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as catalog:
            return catalog.execute(sql).fetchall()


@pytest.fixture(scope="module")
def composed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composed]:
    """Everything but the visitors, in the order in which the services wait for each other."""
    if shutil.which("redis-server") is None:
        pytest.skip("Redis is not installed: the commands of the compose file are left out")
    with ExitStack() as stack:
        made = Composed(tmp_path_factory.mktemp("compose"), stack)
        made.start("seismo")
        made.run("project")
        made.start("redis")
        made.run("setup")
        for name in ("payment", "web", "worker", "beat"):
            made.start(name)
        yield made


def test_the_shop_answers_with_its_style(composed: Composed) -> None:
    page = httpx.get(f"http://127.0.0.1:{composed.ports['8000']}/")
    style = httpx.get(f"http://127.0.0.1:{composed.ports['8000']}/static/store/shop.css")
    assert (page.status_code, style.status_code) == (200, 200)
    assert "Kenya AA" in page.text


def test_a_browser_is_told_the_public_address(composed: Composed) -> None:
    page = httpx.get(f"http://127.0.0.1:{composed.ports['8000']}/").text
    assert (composed.folder / "dsn" / "browser-dsn").read_text() in page


def test_an_error_of_the_shop_has_its_release_and_environment(composed: Composed) -> None:
    words = ("python", "manage.py", "seismo", "test", "--only", "exception")
    subprocess.run(
        ["sh", "docker/enter.sh", *words], cwd=SHOP, env=composed.environment("web"), check=True
    )
    seen = "SELECT environment.name FROM catalog_issueenvironment environment"
    wait_until(lambda: bool(composed.rows(seen)), "the error", PATIENCE)
    assert composed.rows(seen) == [("production",)]
    assert ("shop@1.0.0",) in composed.rows("SELECT name FROM catalog_releasename")


def test_the_project_is_made_once(composed: Composed) -> None:
    composed.run("project")
    assert composed.rows("SELECT count(*) FROM catalog_project WHERE name = 'Kettle'") == [(1,)]


def test_beat_and_worker_are_at_work(composed: Composed) -> None:
    wait_until(lambda: "beat: Starting" in composed.said("beat"), "beat", PATIENCE)
    assert "ready." in composed.said("worker")


def test_visitors_find_what_is_broken(composed: Composed) -> None:
    before = len(composed.rows("SELECT id FROM catalog_issue"))
    composed.start("visitors")
    found = "SELECT id FROM catalog_issue"
    wait_until(lambda: len(composed.rows(found)) > before, "an issue of a visitor", PATIENCE)
