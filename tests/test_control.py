"""How a command asks the server that runs on a data folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from seismo.control import ControlServer, Failed, Message, NotRunning, ask


def count(to: int) -> Iterator[Message]:
    for number in range(to):
        yield {"number": number}


def break_down() -> Iterator[Message]:
    yield {"so": "far"}
    raise ValueError("no more")


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder whose name alone is longer than a socket's address may be."""
    folder = tmp_path / ("long-" * 30)
    folder.mkdir()
    server = ControlServer(folder, {"count": count, "break_down": break_down})
    yield folder
    server.close()


def test_the_answer_comes_message_by_message(data: Path) -> None:
    assert list(ask(data, "count", to=3)) == [{"number": 0}, {"number": 1}, {"number": 2}]


def test_a_failure_names_its_kind_and_reason(data: Path) -> None:
    answers = ask(data, "break_down")

    assert next(answers) == {"so": "far"}
    with pytest.raises(Failed, match="ValueError: no more"):
        next(answers)


def test_what_an_older_server_does_not_know_is_said(data: Path) -> None:
    with pytest.raises(Failed, match="does not know 'dance'"):
        list(ask(data, "dance"))


def test_arguments_that_do_not_fit_are_said(data: Path) -> None:
    with pytest.raises(Failed, match="TypeError"):
        list(ask(data, "count", until=3))


def test_several_commands_are_answered_at_once(data: Path) -> None:
    first, second = ask(data, "count", to=2), ask(data, "count", to=2)

    assert [next(first), next(second), next(first), next(second)] == [
        {"number": 0},
        {"number": 0},
        {"number": 1},
        {"number": 1},
    ]


def test_a_command_that_goes_away_stops_nobody_else(data: Path) -> None:
    gone = ask(data, "count", to=100_000)
    next(gone)
    gone.close()

    assert list(ask(data, "count", to=1)) == [{"number": 0}]


def test_only_the_owner_may_ask(data: Path) -> None:
    assert (data / "control.sock").stat().st_mode & 0o777 == 0o600


def test_without_a_server_there_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(NotRunning):
        list(ask(tmp_path, "count", to=1))


def test_a_server_that_died_leaves_no_answer(tmp_path: Path) -> None:
    server = ControlServer(tmp_path, {})
    server.close()
    (tmp_path / "control.sock").touch()

    with pytest.raises(NotRunning):
        list(ask(tmp_path, "count", to=1))
