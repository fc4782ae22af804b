"""What the doctor finds wrong with an installation."""

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from support.app import App, free_port
from support.mail import mailbox
from support.oidc import provider

from seismo import doctor
from seismo.config import Config, load


def config(data: Path, **settings: str) -> Config:
    environ = {f"SEISMO_{name.upper()}": text for name, text in settings.items()}
    return load(environ, data=data)


def copied_catalog(app: App, folder: Path, statement: str) -> Config:
    """A data folder with the structure of a real catalog and one change to it."""
    with (
        closing(sqlite3.connect(app.data / "catalog.sqlite")) as real,
        closing(sqlite3.connect(folder / "catalog.sqlite")) as copy,
    ):
        real.backup(copy)
        copy.execute(statement)
        copy.commit()
    return config(folder)


def test_a_missing_data_folder_is_a_fault(tmp_path: Path) -> None:
    assert "is not there" in doctor.data_folder(config(tmp_path / "none")).fact


def test_looking_makes_no_folder(tmp_path: Path) -> None:
    for check in (doctor.free_disk, doctor.fsync_time, doctor.clock, doctor.catalog):
        check(config(tmp_path / "none"))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("statement", "fact"),
    [
        pytest.param(
            "DELETE FROM django_migrations WHERE app = 'catalog' AND name LIKE '0001%'",
            "1 migrations behind",
            id="older",
        ),
        pytest.param(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('catalog', '9999_later', '2026-11-22')",
            "made by a newer Seismo",
            id="newer",
        ),
        pytest.param("SELECT 1", "up to date", id="current"),
    ],
)
def test_a_catalog_of_another_version_is_a_fault(
    app: App, tmp_path: Path, statement: str, fact: str
) -> None:
    assert doctor.catalog(copied_catalog(app, tmp_path, statement)).fact == fact


def test_a_catalog_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"not a database" * 100)

    assert doctor.catalog(config(tmp_path)).cure == "Restore the folder from a backup."


def test_a_damaged_event_store_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "events.duckdb").write_bytes(b"\0" * 4096)

    assert "is damaged" in doctor.event_store(config(tmp_path)).fact


@pytest.mark.parametrize(
    ("settings", "fact"),
    [
        pytest.param({"host": "0.0.0.0"}, "leads other machines to themselves", id="loopback"),
        pytest.param({"url": "http://nowhere.invalid"}, "has no address", id="no such name"),
    ],
)
def test_a_public_url_that_cannot_work_is_a_fault(
    tmp_path: Path, settings: dict[str, str], fact: str
) -> None:
    assert fact in doctor.public_url(config(tmp_path, **settings)).fact


@pytest.mark.parametrize(
    "check",
    [doctor.python_version, doctor.public_url, doctor.data_folder],
    ids=lambda c: c.__name__,
)
def test_a_sound_installation_passes(
    check: Callable[[Config], doctor.Finding], tmp_path: Path
) -> None:
    assert check(config(tmp_path)).cure == ""


def test_a_process_number_that_was_given_out_again_counts_no_memory(tmp_path: Path) -> None:
    noted = tmp_path / "serve.json"
    noted.write_text(json.dumps({"processes": {"serve": os.getpid()}}))
    before_this_process = 1_000_000_000
    os.utime(noted, (before_this_process, before_this_process))

    assert doctor.memory_use(tmp_path) == {}


def test_a_server_without_mail_has_no_fault(tmp_path: Path) -> None:
    assert doctor.mail(config(tmp_path)).cure == ""


def test_the_mail_server_is_greeted(tmp_path: Path) -> None:
    with mailbox() as box:
        finding = doctor.mail(config(tmp_path, mail_url=box.url, mail_from="a@b.test"))

    assert (finding.fact, finding.cure) == ("mails leave as a@b.test", "")


def test_a_mail_server_that_does_not_answer_is_a_fault(tmp_path: Path) -> None:
    finding = doctor.mail(config(tmp_path, mail_url=f"smtp+plain://127.0.0.1:{free_port()}"))

    assert "seismo mail test" in finding.cure


def oidc(url: str) -> dict[str, str]:
    names = ("oidc_client_id", "oidc_client_secret")
    return {"oidc_issuer": url, **dict.fromkeys(names, "fake")}


def test_a_provider_that_answers_has_no_fault(tmp_path: Path) -> None:
    with provider() as login:
        assert doctor.sign_in(config(tmp_path, **oidc(login.url))).cure == ""


def test_a_provider_under_another_name_is_a_fault(tmp_path: Path) -> None:
    with provider() as login:
        finding = doctor.sign_in(
            config(tmp_path, **oidc(login.url.replace("127.0.0.1", "localhost")))
        )

        assert finding.cure == f"Set SEISMO_OIDC_ISSUER to {login.url}."


def test_a_provider_that_does_not_answer_is_a_fault(tmp_path: Path) -> None:
    finding = doctor.sign_in(config(tmp_path, **oidc(f"http://127.0.0.1:{free_port()}")))

    assert "SEISMO_OIDC_ISSUER" in finding.cure
