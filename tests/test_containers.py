"""Images and the compose file: what can be known without an engine. tests/e2e runs their commands."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.containers import REPOSITORY, SHOP, Dockerfile, compose, dockerfile

FILES = [REPOSITORY / "Dockerfile", SHOP / "Dockerfile"]
SERVICES: dict[str, dict[str, Any]] = compose()["services"]
BUILT = {"seismo": FILES[0], "kettle": FILES[1]}


@pytest.fixture(params=FILES, ids=["server", "shop"])
def image(request: pytest.FixtureRequest) -> Dockerfile:
    return dockerfile(request.param)


def ignored() -> Iterator[tuple[str, bool]]:
    """Each pattern of .dockerignore, and whether it leaves out."""
    for line in (REPOSITORY / ".dockerignore").read_text().splitlines():
        if line and not line.startswith("#"):
            yield line.lstrip("!"), not line.startswith("!")


def is_left_out(source: str) -> bool:
    """As an engine decides: the last pattern that meets the path, or a folder above it."""
    above = [source, *map(str, Path(source).parents)]
    met = [out for pattern, out in ignored() if any(fnmatch(path, pattern) for path in above)]
    return met[-1]


def test_what_an_image_copies_is_in_the_checkout_and_in_the_context(image: Dockerfile) -> None:
    assert image.copied
    for source in image.copied:
        assert (REPOSITORY / source).exists(), source
        assert not is_left_out(source), source


@pytest.mark.parametrize(
    "path", [".git", "seismo-data", ".venv", "examples/shop/data", "kits/django/tests", "tests"]
)
def test_no_image_gets_what_is_none_of_its_business(path: str) -> None:
    assert is_left_out(path)


def test_no_image_runs_as_root(image: Dockerfile) -> None:
    assert image.last("USER") in {"seismo", "shop"}
    assert [name for name, _ in image.steps].index("USER") > 0


def test_data_of_an_image_is_a_volume_that_its_user_owns(image: Dockerfile) -> None:
    user, volume = image.last("USER"), image.last("VOLUME")
    assert f"--owner {user} --mode 0700 {volume}" in " ".join(image.all("RUN"))
    assert volume in image.environment.values()


def test_both_images_are_one_python(image: Dockerfile) -> None:
    assert image.last("FROM") == "python:3.11-slim"


def test_services_use_the_images_that_are_built_here() -> None:
    for name, service in SERVICES.items():
        assert service["image"] in {*BUILT, "redis:8-alpine"}, name


def test_nothing_is_reached_from_other_machines() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert sorted(ports) == ["127.0.0.1:8000:8000", "127.0.0.1:9000:9000"]


def test_a_service_waits_only_for_what_is_there_and_can_tell() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            told = SERVICES[other]
            if how["condition"] == "service_healthy":
                built = BUILT.get(told["image"])
                assert "healthcheck" in told or (built and dockerfile(built).all("HEALTHCHECK"))
            else:
                assert told.get("restart", "no") == "no", f"{name} would wait for ever"


def test_volumes_and_scripts_that_are_mounted_exist() -> None:
    for service in SERVICES.values():
        for mount in service.get("volumes", ()):
            source = mount.partition(":")[0]
            assert source in compose()["volumes"] or (SHOP / source).is_dir(), mount


def test_the_compose_file_holds_no_secret() -> None:
    text = (SHOP / "compose.yaml").read_text()
    assert "fake-secret-key-of-the-example-shop" in text
    assert not re.search(r"[0-9a-f]{32}", text)


def recipes() -> Iterator[str]:
    """The commands that the guide gives to platforms."""
    text = (REPOSITORY / "docs" / "kit" / "platforms.md").read_text()
    (render,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    yield from (service["startCommand"] for service in yaml.safe_load(render)["services"])
    yield from re.findall(r"^(?:web|worker|beat): (.*)", text, re.MULTILINE)


@pytest.mark.parametrize("command", list(recipes()))
def test_platforms_run_what_the_compose_file_runs(command: str) -> None:
    web = dockerfile(FILES[1]).words("CMD")
    known = [" ".join(web), *(" ".join(SERVICES[name]["command"]) for name in ("worker", "beat"))]
    assert any(told.startswith(command.replace("$PORT", "8000")) for told in known)
