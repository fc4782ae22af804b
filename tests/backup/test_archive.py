"""The one file of a backup: written whole or not at all, and read with suspicion."""

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from seismo.backup.archive import Damaged, check, extract, writing

BLOB = "ab" * 32


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    file = tmp_path / "one.backup"
    with writing(file) as out:
        out.add_bytes("backup.json", b"{}")
        out.add_bytes("payloads/2026-11-21.sqlite", b"x" * 5000)
        out.add_bytes(f"blobs/ab/ab/{BLOB}", b"blob")
    return file


def test_everything_comes_out_as_it_went_in(archive: Path, tmp_path: Path) -> None:
    extract(archive, tmp_path / "out")

    assert (tmp_path / "out/payloads/2026-11-21.sqlite").read_bytes() == b"x" * 5000
    assert (tmp_path / f"out/blobs/ab/ab/{BLOB}").read_bytes() == b"blob"


def test_a_check_counts_the_files(archive: Path) -> None:
    assert check(archive) == 3


def test_what_comes_out_is_for_its_owner_alone(archive: Path, tmp_path: Path) -> None:
    extract(archive, tmp_path / "out")

    assert (tmp_path / "out/backup.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content.replace(b"xxxx", b"xxyx", 1), id="one byte"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut in half"),
        pytest.param(lambda content: content[:3000], id="cut after the first file"),
        pytest.param(lambda content: content[512 * 2 :], id="without its first file"),
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: b"no tar at all" * 100, id="something else"),
        pytest.param(lambda content: content.replace(b"backup.json", b"backup.jsox"), id="a name"),
    ],
)
def test_a_damaged_file_is_refused(archive: Path, damage: Callable[[bytes], bytes]) -> None:
    archive.write_bytes(damage(archive.read_bytes()))

    with pytest.raises(Damaged, match=r"one\.backup"):
        check(archive)


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", "payloads/../../x.sqlite", "blobs/aa/aa/x", "secret_keys"]
)
def test_a_name_that_no_backup_has_is_never_written(tmp_path: Path, name: str) -> None:
    file = tmp_path / "foreign.backup"
    with tarfile.open(file, "w") as tar:
        member = tarfile.TarInfo(name)
        member.size = 4
        tar.addfile(member, io.BytesIO(b"evil"))

    with pytest.raises(Damaged, match="which no backup of Seismo does"):
        extract(file, tmp_path / "out")

    assert not (tmp_path / "out").exists()


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    file = tmp_path / "foreign.backup"
    with tarfile.open(file, "w") as tar:
        member = tarfile.TarInfo("secret_key")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)

    with pytest.raises(Damaged, match="which no backup of Seismo does"):
        extract(file, tmp_path / "out")


def test_a_backup_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), writing(tmp_path / "one.backup") as out:
        out.add("catalog.sqlite", tmp_path / "missing")

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_written_over(archive: Path) -> None:
    with pytest.raises(FileExistsError), writing(archive):
        pass


def test_nothing_is_written_that_would_not_be_read(tmp_path: Path) -> None:
    with writing(tmp_path / "one.backup") as out, pytest.raises(ValueError, match=r"'notes\.txt'"):
        out.add_bytes("notes.txt", b"")
