"""Rows C2 and C3 at a developer's desk: what runserver says, what the viewer keeps, and `seismo dev`."""

import json
import os
import sqlite3
import stat
import sys
from pathlib import Path

import pytest
from kit_support.running import free_port, running, wait_for_http
from kit_support.sites import Sites, bare_python, manage, python
from kit_support.warm import FOLDER
from seismo_django.banner import listening, sentence
from seismo_django.destination import Destination, Where
from seismo_django.viewer.store import KEPT, Store
from sentry_sdk.envelope import Envelope, Item, PayloadRef


def envelope(text: str) -> Envelope:
    return Envelope({}, [Item(type="event", payload=PayloadRef(json={"message": text}))])


def texts(store: Store) -> list[str]:
    kept = store.envelopes()
    assert kept is not None
    return [json.loads(item.get_bytes())["message"] for each in kept for item in each.items]


def test_the_newest_are_kept_for_every_process(tmp_path: Path) -> None:
    file = tmp_path / "own" / "dev.sqlite"
    for number in range(KEPT + 3):
        Store(file).add(envelope(str(number)))
    assert texts(Store(file)) == [str(number) for number in range(3, KEPT + 3)]


def test_what_is_forgotten_is_gone(tmp_path: Path) -> None:
    store = Store(tmp_path / "dev.sqlite")
    store.add(envelope("seen"))
    store.clear()
    assert texts(store) == []


def test_others_cannot_read_it_and_git_does_not_see_it(tmp_path: Path) -> None:
    file = tmp_path / "own" / "dev.sqlite"
    Store(file).add(envelope("seen"))
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (file, file.parent)]
    assert (modes, (file.parent / ".gitignore").read_text()) == ([0o600, 0o700], "*\n")


def test_a_file_that_is_none_of_ours_stops_nothing(tmp_path: Path) -> None:
    file = tmp_path / "dev.sqlite"
    file.write_bytes(b"this is no database" * 100)
    Store(file).add(envelope("lost"))
    assert Store(file).envelopes() is None


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ([], "127.0.0.1:8000"),
        (["8100"], "127.0.0.1:8100"),
        (["--noreload", "0.0.0.0:8100"], "127.0.0.1:8100"),
        (["[::]:8100"], "127.0.0.1:8100"),
        (["shop.test:8100"], "shop.test:8100"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_the_address_is_one_that_a_browser_reaches(words: list[str], address: str) -> None:
    assert listening(["manage.py", "runserver", *words]) == address


def test_where_nothing_is_captured_the_reason_is_told() -> None:
    nowhere = Destination(Where.NOWHERE, "SENTRY_DSN cannot be read as a DSN.")
    assert sentence(nowhere, ["manage.py", "runserver"]) == (
        "errors are not captured. SENTRY_DSN cannot be read as a DSN."
    )


@pytest.mark.slow
def test_C3_runserver_says_where_errors_are_and_the_next_process_shows_them(sites: Sites) -> None:
    environment = sites.environment(SITE_DEBUG="1")
    port, log = free_port(), Path(environment["SITE_DATA"]) / "runserver.log"
    command = [sys.executable, "manage.py", "runserver", "--noreload", str(port)]
    with running(command, log, environment, FOLDER) as process:
        wait_for_http(f"http://127.0.0.1:{port}/", process, log)
        said = log.read_text()
    capture = "import sentry_sdk; sentry_sdk.capture_message('of a worker'); sentry_sdk.flush()"
    python(environment, capture)
    shown = python(
        environment,
        "from django.test import Client\nprint(Client().get('/__seismo__/').content.decode())",
    )

    assert f"See them at http://127.0.0.1:{port}/__seismo__/" in said
    assert said.count("Seismo: ") == 1
    assert "of a worker" in shown


def test_in_production_nothing_is_said_and_nothing_is_kept(sites: Sites) -> None:
    environment = sites.environment(SENTRY_DSN="http://fake@127.0.0.1:9/1")
    code = (
        "import sys; sys.argv = ['manage.py', 'runserver', '--noreload']\n"
        "import django; django.setup()\nfrom django.core.wsgi import get_wsgi_application\n"
        "get_wsgi_application()\nimport sentry_sdk; sentry_sdk.capture_message('hello')"
    )
    assert "Seismo: " not in bare_python(environment, code)
    assert not (Path(environment["SEISMO_FOLDER"]) / "dev.sqlite").exists()


def test_C3_the_viewer_forgets_when_it_is_told(sites: Sites) -> None:
    environment = sites.environment(SITE_DEBUG="1")
    code = (
        "import sentry_sdk; sentry_sdk.capture_message('of yesterday'); sentry_sdk.flush()\n"
        "from django.test import Client\nclient = Client(enforce_csrf_checks=True)\n"
        "page = client.get('/__seismo__/').content.decode()\n"
        "token = page.partition('csrfmiddlewaretoken\" value=\"')[2].partition('\"')[0]\n"
        "refused = client.post('/__seismo__/').status_code\n"
        "taken = client.post('/__seismo__/', {'csrfmiddlewaretoken': token}).status_code\n"
        "left = client.get('/__seismo__/').content.decode()\n"
        "print('of yesterday' in page, refused, taken, 'of yesterday' in left)"
    )
    assert python(environment, code).splitlines()[-1] == "True 403 302 False"


def test_dev_is_not_for_production(sites: Sites) -> None:
    said = manage(sites.environment(), "seismo", "dev", check=False)
    assert "DEBUG is off, and this is for development." in said


def test_dev_without_a_server_names_the_command_that_installs_it(sites: Sites) -> None:
    code = (
        "from seismo_django import local_server; local_server.program = lambda: None\n"
        "from django.core.management import call_command; call_command('seismo', 'dev')"
    )
    environment = sites.environment(SITE_DEBUG="1")
    said = python(
        environment, f"try:\n    exec({code!r})\nexcept SystemExit as end: print(end.code)"
    )
    assert "One command installs it: pip install seismo" in said
    assert said.splitlines()[-1].endswith("1")


@pytest.mark.slow
@pytest.mark.skipif("KIT_PACKAGES" in os.environ, reason="the server needs packages of its own")
def test_dev_starts_a_server_and_the_application_sends_to_it(sites: Sites) -> None:
    environment = sites.environment(SITE_DEBUG="1")
    port = free_port()
    code = (
        "import os, subprocess, sys, sentry_sdk\n"
        "from seismo_django.transport.accepted import was_accepted\n"
        "sent = sentry_sdk.capture_message('from my desk'); sentry_sdk.flush(30)\n"
        "print('STATE', was_accepted(sent), os.environ['SENTRY_DSN'], flush=True)\n"
        f"words = ('manage.py', 'seismo', 'dev', '--port', '{port}', '--json', 'check')\n"
        "print('AGAIN', subprocess.check_output([sys.executable, *words], text=True), flush=True)"
    )
    said = manage(environment, "seismo", "dev", "--port", str(port), "shell", "-c", code)

    access = json.loads(said.partition("AGAIN ")[2].splitlines()[0])
    assert f"STATE sent {access['dsn']}" in said
    assert f"Seismo runs at {access['url']}" in said
    assert access["password"] in said
    noted = Path(environment["SEISMO_FOLDER"]) / "server.json"
    assert stat.S_IMODE(noted.stat().st_mode) == 0o600
    with sqlite3.connect(noted.with_name("server") / "catalog.sqlite") as catalog:
        assert catalog.execute("SELECT name FROM catalog_project").fetchall() == [("acceptance",)]
