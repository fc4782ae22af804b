"""Rows L4, L5 and L6: a release with its commits, its deploy and its notes, in one call."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from kit_support.api import Api, speaking
from kit_support.running import free_port
from kit_support.sites import Sites, manage
from seismo_django.releases.commits import Commit, commits, repository
from seismo_django.releases.notes import notes

ORGANIZATION = "/api/0/organizations/acme/releases/"
VERSION = "shop@1.0.0"


@pytest.fixture
def api() -> Iterator[Api]:
    with speaking() as listener:
        yield listener


def variables(api: Api, **more: str) -> dict[str, str]:
    told = {
        "SENTRY_URL": api.url, "SENTRY_ORG": "acme", "SENTRY_PROJECT": "shop",
        "SENTRY_AUTH_TOKEN": "fake-token",
    }  # fmt: skip
    return told | more


def git(folder: Path, *words: str) -> str:
    names = (
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.test",
        "-c",
        "commit.gpgsign=false",
    )
    return subprocess.run(
        ("git", *names, *words), cwd=folder, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bakery")
    git(folder, "init", "-q")
    for number, message in enumerate(
        (
            "Begin",
            "feat(cart): Add coupons",
            "Fix the total\n\nIt was off by one.",
            "chore!: Drop Python 3.9",
        )
    ):
        (folder / f"file{number}.py").write_text("x")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", message)
    git(folder, "mv", "file0.py", "renamed.py")
    git(folder, "commit", "-q", "-m", "Rename a file")
    return folder


def test_L4_one_call_makes_the_release_with_commits_and_deploy(api: Api, sites: Sites) -> None:
    words = (
        "seismo",
        "release",
        VERSION,
        "--commits",
        "auto",
        "--finalize",
        "--deploy",
        "production",
    )
    said = manage(sites.environment(**variables(api)), *words)

    quoted = f"{ORGANIZATION}shop%401.0.0/"
    assert [one[:2] for one in api.asked] == [
        ("POST", ORGANIZATION), ("GET", f"{quoted}previous-with-commits/"), ("PUT", quoted),
        ("PUT", quoted), ("POST", f"{quoted}deploys/"),
    ]  # fmt: skip
    made, _, with_commits, finalized, deployed = (one[2] for one in api.asked)
    assert (made["version"], made["projects"]) == (VERSION, ["shop"])
    assert {"id", "message", "author_name", "timestamp", "patch_set"} <= with_commits["commits"][
        0
    ].keys()
    assert finalized["dateReleased"].endswith("Z")
    assert (deployed["environment"], "dateFinished" in deployed) == ("production", True)
    assert "[ OK ] Deploy: shop@1.0.0 runs in production." in said


def test_L4_the_same_call_again_is_well(api: Api, sites: Sites) -> None:
    environment = sites.environment(**variables(api, SENTRY_RELEASE=VERSION))

    assert [
        "is known" in manage(environment, "seismo", "release") for _ in range(2)
    ] == [True, True]  # fmt: skip


def test_L5_a_deploy_alone_is_told_with_its_address(api: Api, sites: Sites) -> None:
    environment = sites.environment(**variables(api, SENTRY_RELEASE=VERSION))
    manage(environment, "seismo", "deploy", "staging", "--url", "https://staging.example.test")

    ((method, path, body),) = api.asked
    assert (method, path) == ("POST", f"{ORGANIZATION}shop%401.0.0/deploys/")
    assert (body["environment"], body["url"]) == ("staging", "https://staging.example.test")


@pytest.mark.parametrize(
    ("status", "has_json", "words"),
    [
        pytest.param(404, False, "has no API for releases", id="a server without the API"),
        pytest.param(401, True, "refuses SENTRY_AUTH_TOKEN", id="a token without the scope"),
        pytest.param(404, True, "Are SENTRY_ORG and SENTRY_PROJECT right?", id="a wrong name"),
        pytest.param(500, True, "answered 500: as the test wants", id="a broken server"),
    ],
)
def test_L4_a_server_that_does_not_do_it_is_named(
    status: int, has_json: bool, words: str, api: Api, sites: Sites
) -> None:
    api.status, api.has_json = status, has_json
    said = manage(sites.environment(**variables(api)), "seismo", "release", "1.0", check=False)

    assert words in said
    assert "[FAIL]" in said


def test_L4_a_server_that_is_not_there_is_named(api: Api, sites: Sites) -> None:
    told = variables(api, SENTRY_URL=f"http://127.0.0.1:{free_port()}")

    assert "cannot be reached" in manage(
        sites.environment(**told), "seismo", "release", "1.0", check=False
    )


def test_L4_what_is_not_set_is_named(sites: Sites) -> None:
    said = manage(sites.environment(), "seismo", "release", "1.0", check=False)

    assert "SENTRY_AUTH_TOKEN, SENTRY_ORG, SENTRY_URL must be set" in said


def test_C7_the_baked_file_is_what_the_image_runs_by(sites: Sites, tmp_path: Path) -> None:
    environment = sites.environment(SITE_BASE_DIR=str(tmp_path), GIT_COMMIT_SHA="0123abcd")
    manage(environment, "seismo", "release", VERSION, "--write-file")

    assert (tmp_path / ".seismo-release").read_text() == f"{VERSION}\n0123abcd\n"
    without = sites.environment(SITE_BASE_DIR=str(tmp_path))
    assert f"release {VERSION}" in manage(without, "seismo", "doctor", check=False)


def test_L4_commits_since_the_release_before_are_taken(history: Path) -> None:
    previous = git(history, "rev-parse", "HEAD~2")

    assert [one.subject for one in commits(history, "auto", previous, {})] == [
        "Rename a file", "chore!: Drop Python 3.9",
    ]  # fmt: skip


def test_L4_a_commit_before_that_history_lost_is_no_obstacle(history: Path) -> None:
    assert len(commits(history, "auto", "f" * 40, {})) == 5


def test_L4_a_range_is_taken_as_git_takes_it(history: Path) -> None:
    assert len(commits(history, "HEAD~3..HEAD~1", "", {})) == 2


def test_L4_a_renamed_file_leaves_and_arrives(history: Path) -> None:
    (newest, *_) = commits(history, "auto", "", {})

    assert newest.patch_set == (("D", "file0.py"), ("A", "renamed.py"))


def test_L4_without_git_the_build_server_names_the_commit(tmp_path: Path) -> None:
    told = {
        "CI_COMMIT_SHA": "0123abcd",
        "CI_COMMIT_MESSAGE": "Begin",
        "CI_COMMIT_AUTHOR": "Ada <ada@example.test>",
    }

    (commit,) = commits(tmp_path, "auto", "", told)
    assert (commit.id, commit.author_name, commit.author_email) == (
        "0123abcd",
        "Ada",
        "ada@example.test",
    )


@pytest.mark.parametrize(
    "remote", ["git@code.example.test:acme/shop.git", "https://code.example.test/acme/shop"]
)
def test_the_repository_is_named_after_its_remote(remote: str, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", remote)

    assert repository(tmp_path) == "acme/shop"


def test_L6_notes_have_a_heading_for_each_type_of_change(history: Path) -> None:
    written = notes(VERSION, commits(history, "auto", "", {}))

    headings = [line for line in written.splitlines() if line.startswith("#")]
    assert headings == [f"# {VERSION}", "## Breaking", "## New", "## Fixed", "## Other"]
    assert "- Add coupons (" in written


def test_L6_merges_are_left_out_of_the_notes() -> None:
    merge = Commit("0" * 40, "Ada", "", "", "Merge branch 'x'", ())

    assert notes("1", [merge]) == "# 1\n"


def test_L6_the_notes_are_printed(sites: Sites) -> None:
    assert manage(sites.environment(), "seismo", "release", VERSION, "--notes").startswith(
        f"# {VERSION}"
    )
