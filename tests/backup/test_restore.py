"""Backup and restore of a folder whose server does not run, by the commands."""

from pathlib import Path

import pytest
from support.commands import seismo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a project, and a backup of it."""
    folder: Path = tmp_path_factory.mktemp("restore")
    seismo("project", "create", "Shop backend", data=folder / "data").check_returncode()
    (folder / "data/seismo.toml").write_text('log_level = "warning"\n')
    seismo("backup", str(folder / "one.backup"), data=folder / "data").check_returncode()
    return folder


def test_projects_and_settings_come_back(folder: Path, tmp_path: Path) -> None:
    seismo("restore", str(folder / "one.backup"), data=tmp_path / "new").check_returncode()

    listed = seismo("project", "list", data=tmp_path / "new").stdout

    assert listed == seismo("project", "list", data=folder / "data").stdout
    assert (tmp_path / "new/seismo.toml").read_text() == 'log_level = "warning"\n'


def test_a_folder_that_holds_something_is_left_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")

    done = seismo("restore", str(folder / "one.backup"), data=tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith(f"seismo: {tmp_path} is not empty")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_damaged_backup_leaves_the_folder_empty(folder: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.backup"
    damaged.write_bytes((folder / "one.backup").read_bytes()[:-20_000])

    done = seismo("restore", str(damaged), data=tmp_path / "new")

    assert done.returncode == 1
    assert "damaged.backup" in done.stderr
    assert list((tmp_path / "new").iterdir()) == []


def test_a_backup_does_not_write_over_a_file(folder: Path) -> None:
    done = seismo("backup", str(folder / "one.backup"), data=folder / "data")

    assert done.returncode == 2
    assert done.stderr.endswith("exists already: name a new file.\n")


def test_a_backup_into_a_folder_that_is_not_there_names_it(folder: Path, tmp_path: Path) -> None:
    done = seismo("backup", str(tmp_path / "none/one.backup"), data=folder / "data")

    assert done.returncode == 1
    assert str(tmp_path / "none") in done.stderr


def test_a_folder_without_a_server_yet_can_be_backed_up(tmp_path: Path) -> None:
    seismo("migrate", data=tmp_path / "data").check_returncode()

    done = seismo("backup", str(tmp_path / "one.backup"), data=tmp_path / "data")

    assert (done.returncode, done.stderr) == (0, "")


def test_a_backup_can_be_tried_out(folder: Path) -> None:
    done = seismo("verify", str(folder / "one.backup"), data=folder / "data")

    assert (done.returncode, done.stdout) == (0, "Everything agrees.\n")
    assert sorted(path.name for path in folder.iterdir()) == ["data", "one.backup"]


def test_a_damaged_backup_does_not_pass(folder: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.backup"
    damaged.write_bytes(
        (folder / "one.backup").read_bytes().replace(b"Shop backend", b"Shop backenD")
    )

    done = seismo("verify", str(damaged), data=folder / "data")

    assert done.returncode == 1
    assert "is damaged at catalog.sqlite: a checksum differs" in done.stderr


def test_a_damaged_file_of_the_folder_is_named(tmp_path: Path) -> None:
    seismo("migrate", data=tmp_path / "data").check_returncode()
    (tmp_path / "data/payloads").mkdir()
    (tmp_path / "data/payloads/2026-11-21.sqlite").write_bytes(b"no database" * 1000)

    done = seismo("verify", data=tmp_path / "data")

    assert done.returncode == 1
    assert "payloads/2026-11-21.sqlite: file is not a database" in done.stdout
