"""The command line, as separate processes on a data folder without a server."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from support.commands import seismo

pytestmark = pytest.mark.slow

Run: TypeAlias = "Callable[..., subprocess.CompletedProcess[str]]"

PASSWORD = "fake-words-for-a-test"
UNKNOWN_ID = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("cli") / "data"
    seismo("migrate", data=folder).check_returncode()
    return folder


@pytest.fixture(scope="module")
def run(data: Path) -> Run:
    def runs(*words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        return seismo(*words, data=data, typed=typed)

    return runs


def test_commands_that_make_the_same_new_folder_wait_for_each_other(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "seismo", "migrate", "--data", str(tmp_path / "new")]
    begun = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in "ab"]
    assert [(each.communicate()[1], each.returncode) for each in begun] == [(b"", 0)] * 2


def test_a_new_project_is_listed_with_the_dsn_that_it_got(run: Run) -> None:
    made = json.loads(run("project", "create", "Shop backend", "--json").stdout)

    listed = json.loads(run("project", "list", "--json").stdout)

    assert made in listed


def test_the_dsn_leads_to_the_public_url(run: Run) -> None:
    made = json.loads(run("project", "create", "Shop front", "--json").stdout)

    assert made["dsn"].partition("@")[2] == f"127.0.0.1:9000/{made['id']}"


def test_a_project_without_a_letter_in_its_name_is_refused(run: Run) -> None:
    done = run("project", "create", "!!!")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("seismo: a project name needs a letter or a digit")


def test_a_user_is_made_with_a_password_from_standard_input(run: Run) -> None:
    done = run("user", "create", "new@example.com", "--password-stdin", typed=PASSWORD)

    assert done.stdout == "new@example.com can sign in now.\n"


@pytest.mark.parametrize(
    ("email", "password", "complaint"),
    [
        pytest.param("short@example.com", "short", "too short", id="short password"),
        pytest.param("no-address", PASSWORD, "valid email", id="no mail address"),
    ],
)
def test_a_user_is_refused_for(run: Run, email: str, password: str, complaint: str) -> None:
    done = run("user", "create", email, "--password-stdin", typed=password)

    assert done.returncode == 1
    assert complaint in done.stderr


def test_the_same_mail_address_is_refused_the_second_time(run: Run) -> None:
    words = ("user", "create", "twice@example.com", "--password-stdin")
    run(*words, typed=PASSWORD)

    assert run(*words, typed=PASSWORD).stderr == "seismo: twice@example.com can sign in already.\n"


def test_the_status_of_an_unused_folder_is_all_zero(run: Run) -> None:
    state = json.loads(run("status", "--json").stdout)

    assert state["journal"] == {"backlog": 0}
    assert state["outcomes"] == {"accepted": {}, "dropped": {}}
    assert state["memory"] == {}


def test_the_status_counts_the_bytes_of_each_part(run: Run, data: Path) -> None:
    state = json.loads(run("status", "--json").stdout)

    assert state["disk"]["secret_key"] == (data / "secret_key").stat().st_size


def test_an_id_that_was_never_seen_is_unknown(run: Run) -> None:
    fate = json.loads(run("event", UNKNOWN_ID, "--json").stdout)

    assert fate == {
        "event_id": UNKNOWN_ID,
        "outcome": "unknown",
        "reason": None,
        "project": None,
        "issue": None,
        "title": "",
        "received": 0,
        "stored": 0,
    }


def test_ids_are_read_from_standard_input_one_a_line(run: Run) -> None:
    typed = "".join(f"{number:032x}\n" for number in range(1000))

    lines = run("event", "--stdin", "--json", typed=typed).stdout.splitlines()

    assert [json.loads(line)["event_id"] for line in lines] == typed.split()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        pytest.param(("event", "abc"), "'abc' is not an event id", id="no event id"),
        pytest.param(("event",), "no event id given", id="no event id at all"),
        pytest.param(("send-test", "http://localhost/1"), "is not a DSN", id="no DSN"),
        pytest.param(("serve", "--port", "0"), "--port is '0': write", id="no port"),
    ],
)
def test_a_misuse_ends_with_one_line_and_exit_code_2(
    run: Run, words: tuple[str, ...], complaint: str
) -> None:
    done = run(*words)

    assert done.returncode == 2
    assert complaint in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_issues_of_a_project_that_is_not_there_are_not_none(run: Run) -> None:
    done = run("issues", "--project", "nowhere")

    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no project nowhere" in done.stderr


def test_looking_into_a_folder_that_is_not_there_says_so_and_makes_nothing(tmp_path: Path) -> None:
    done = seismo("status", data=tmp_path / "none")

    assert done.stderr.startswith(f"seismo: there is no Seismo data in {tmp_path}/none.")
    assert not (tmp_path / "none").exists()


def test_a_taken_port_is_named_with_the_options_that_choose_another(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port))

    assert done.returncode == 2
    assert done.stderr.startswith(f"seismo: cannot listen on 127.0.0.1 port {port}: ")


def test_a_test_event_for_a_server_that_does_not_run_is_refused_with_a_hint(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    done = run("send-test", f"http://{UNKNOWN_ID}@127.0.0.1:{port}/1")

    assert done.returncode == 1
    assert "Is `seismo serve` running there?" in done.stderr


def test_the_doctor_fails_with_a_cure_when_the_server_does_not_run(run: Run) -> None:
    done = run("doctor")

    assert done.returncode == 1
    assert "Start `seismo serve`" in done.stdout


def test_help_does_not_load_django() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "seismo", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "django" not in done.stderr


def test_a_mail_that_cannot_leave_says_which_setting_is_missing(run: Run) -> None:
    tried = run("mail", "test", "ada@example.test")

    assert tried.returncode == 1
    assert "set SEISMO_MAIL_URL" in tried.stderr


def made_person(run: Run, email: str) -> str:
    run("user", "create", email, "--password-stdin", typed=f"{PASSWORD}\n").check_returncode()
    return email


def test_people_are_listed_with_their_roles(run: Run) -> None:
    email = made_person(run, "listed@example.test")
    rows = json.loads(run("user", "list", "--json").stdout)

    row = next(row for row in rows if row["email"] == email)
    assert (row["roles"], row["second_factor"]) == ({"main": "member"}, False)


def test_a_person_gets_a_new_password(run: Run) -> None:
    email = made_person(run, "forgetful@example.test")
    done = run("user", "password", email, "--password-stdin", typed="other-fake-words\n")

    assert "has a new password" in done.stdout


def test_a_new_password_has_to_do(run: Run) -> None:
    email = made_person(run, "hasty@example.test")
    tried = run("user", "password", email, "--password-stdin", typed="short\n")

    assert tried.returncode == 1
    assert "too short" in tried.stderr


def test_a_second_factor_is_removed_from_somebody_who_is_known(run: Run) -> None:
    tried = run("user", "reset-second-factor", "nobody@example.test")

    assert tried.returncode == 1
    assert "seismo user list" in tried.stderr
