"""Row C7: the release of an event, from whatever the team's platform says."""

import json
import subprocess
from pathlib import Path

import pytest
from seismo_django.conf import read
from seismo_django.release import find, project_name

SHA = "0123456789abcdef0123456789abcdef01234567"


PLATFORMS = {
    "Railway": (
        {"RAILWAY_GIT_COMMIT_SHA": SHA, "RAILWAY_ENVIRONMENT_NAME": "staging", "PORT": "80"},
        "staging",
    ),
    "Render": ({"RENDER": "true", "RENDER_GIT_COMMIT": SHA}, "production"),
    "Heroku": ({"DYNO": "web.1", "HEROKU_SLUG_COMMIT": SHA}, "production"),
    "Heroku, as built": ({"DYNO": "web.1", "HEROKU_BUILD_COMMIT": SHA}, "production"),
    "Docker": ({"GIT_COMMIT_SHA": SHA}, "production"),
    "said by the team": (
        {"RAILWAY_GIT_COMMIT_SHA": SHA, "RAILWAY_ENVIRONMENT_NAME": "x", "DJANGO_ENV": "staging"},
        "staging",
    ),
}


@pytest.mark.parametrize(("environ", "environment"), PLATFORMS.values(), ids=PLATFORMS)
def test_C13_a_platform_says_release_and_environment_by_itself(
    environ: dict[str, str], environment: str, tmp_path: Path
) -> None:
    assert find(environ, tmp_path, "shop").release == SHA
    assert read({}, environ, debug=False).settings.environment == environment


@pytest.mark.parametrize(
    ("environ", "release", "source"),
    [
        pytest.param({"SENTRY_RELEASE": "2.0"}, "2.0", "SENTRY_RELEASE", id="said"),
        pytest.param(
            {"SENTRY_RELEASE": "2.0", "SEISMO_RELEASE": "3"}, "3", "SEISMO_RELEASE", id="ours wins"
        ),
        pytest.param({"APP_VERSION": "1.0.0"}, "shop@1.0.0", "APP_VERSION", id="a bare version"),
        pytest.param({"APP_VERSION": "x@1"}, "x@1", "APP_VERSION", id="a version with a package"),
        pytest.param(
            {"APP_VERSION": "1.0", "GIT_COMMIT_SHA": SHA}, "shop@1.0", "APP_VERSION",
            id="a version before a commit",
        ),
        pytest.param({"GIT_COMMIT_SHA": SHA}, SHA, "GIT_COMMIT_SHA", id="a commit by hand"),
        pytest.param(
            {"RAILWAY_GIT_COMMIT_SHA": SHA}, SHA, "RAILWAY_GIT_COMMIT_SHA", id="Railway"
        ),
        pytest.param({"RENDER_GIT_COMMIT": SHA}, SHA, "RENDER_GIT_COMMIT", id="Render"),
        pytest.param({"HEROKU_SLUG_COMMIT": SHA}, SHA, "HEROKU_SLUG_COMMIT", id="Heroku"),
        pytest.param(
            {"FLY_IMAGE_REF": "registry.fly.test/shop:deployment-01"}, "deployment-01",
            "FLY_IMAGE_REF", id="Fly",
        ),
        pytest.param({"GITHUB_SHA": SHA}, SHA, "GITHUB_SHA", id="GitHub Actions"),
        pytest.param({"SENTRY_RELEASE": " "}, "", "", id="blanks say nothing"),
    ],
)  # fmt: skip
def test_C7_a_variable_names_the_release(
    environ: dict[str, str], release: str, source: str, tmp_path: Path
) -> None:
    assert find(environ, tmp_path, "shop")[:2] == (release, source)


@pytest.mark.parametrize(
    ("name", "text", "release"),
    [
        pytest.param(".seismo-release", f"shop@2.1\n{SHA}\n", "shop@2.1", id="our own"),
        pytest.param("REVISION", f"{SHA}\n", SHA, id="REVISION"),
        pytest.param(
            "version.json",
            json.dumps({"version": "2.1", "commit": SHA}),
            "shop@2.1",
            id="a version",
        ),
        pytest.param("version.json", json.dumps({"commit": SHA}), SHA, id="only a commit"),
    ],
)
def test_C7_a_baked_file_names_the_release_and_the_commit(
    name: str, text: str, release: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text)
    found = find({}, tmp_path, "shop")

    assert (found.release, found.git_sha) == (release, SHA)


@pytest.mark.parametrize("text", ["{", "[1]", ""], ids=["broken", "a list", "empty"])
def test_C7_a_file_that_says_nothing_is_passed_over(text: str, tmp_path: Path) -> None:
    (tmp_path / "version.json").write_text(text)

    assert find({}, tmp_path, "shop").release == ""


def git(folder: Path, *words: str) -> str:
    names = ("-c", "user.name=Ada", "-c", "user.email=ada@example.test")
    return subprocess.run(
        ("git", *names, *words), cwd=folder, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Begin")
    return tmp_path


def test_C7_git_is_read_without_git_from_a_folder_below(repository: Path) -> None:
    below = repository / "backend" / "shop"
    below.mkdir(parents=True)

    assert find({}, below, "shop").release == git(repository, "rev-parse", "HEAD")


def test_C7_packed_references_are_read(repository: Path) -> None:
    git(repository, "pack-refs", "--all")

    assert find({}, repository, "shop").release == git(repository, "rev-parse", "HEAD")


def test_C7_a_detached_head_is_read(repository: Path) -> None:
    git(repository, "checkout", "-q", "--detach")

    assert find({}, repository, "shop").release == git(repository, "rev-parse", "HEAD")


def test_C7_a_worktree_is_read(repository: Path) -> None:
    git(repository, "worktree", "add", "-q", "other", "-b", "other")

    found = find({}, repository / "other", "shop")
    assert found.release == git(repository, "rev-parse", "HEAD")


def test_C7_the_commit_is_known_beside_a_version(repository: Path) -> None:
    found = find({"APP_VERSION": "1.0"}, repository, "shop")

    assert found.git_sha == git(repository, "rev-parse", "HEAD")


@pytest.mark.parametrize(
    ("module", "name"),
    [("shop.settings", "shop"), ("config.settings.production", "bakery"), ("", "bakery")],
)
def test_the_project_is_named_after_its_package_or_its_folder(module: str, name: str) -> None:
    assert project_name(module, Path("/srv/bakery")) == name
