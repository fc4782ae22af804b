"""Row T6: an application's own tests see what would be sent, with pytest and with unittest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from kit_support.sites import FOLDER, Sites

CONFTEST = """
import django
django.setup()
from django.test.utils import setup_test_environment
setup_test_environment()
"""
PASSING = """
import logging, threading
import pytest, sentry_sdk
from django.contrib.auth.models import User
from django.test import AsyncClient, Client, SimpleTestCase
from seismo_django.testing import SeismoTestMixin

client = Client(raise_request_exception=False)


def test_an_error_of_a_view(seismo_events):
    client.get("/user/7/")
    error = seismo_events.only_error()
    assert (error.type, error.value, error.route) == ("LookupError", "no user 7", "/user/{pk}/")
    assert error.level == "error"


def test_nothing(seismo_events):
    client.get("/")
    seismo_events.assert_none()


def test_no_secret_leaves(seismo_events):
    client.post("/marked/?token=" + "fake" + "-9f3k", {"shoe_size": "zz-" + "44-x"})
    seismo_events.only_error("LookupError")
    seismo_events.assert_clean(["fake-9f3k", "zz-44-x"])


def test_a_secret_that_leaves_is_noticed(seismo_events):
    sentry_sdk.capture_message("shown")
    with pytest.raises(AssertionError, match="would have been sent"):
        seismo_events.assert_clean(["shown"])


def test_not_one_but_two_says_which(seismo_events):
    sentry_sdk.capture_message("first")
    sentry_sdk.capture_message("second")
    with pytest.raises(AssertionError, match="(?s)Not one but 2:.*first.*second"):
        seismo_events.only_error()


@pytest.mark.seismo(traces=True)
def test_a_request_is_a_transaction(seismo_events):
    client.get("/user/7/")
    assert seismo_events.transactions("/user/{pk}/").one().tags["http.method"] == "GET"


def test_nothing_is_traced_unless_asked(seismo_events):
    client.get("/")
    assert seismo_events.transactions() == []


def test_requests_do_not_share_what_was_told(seismo_events):
    sentry_sdk.set_tag("of", "the test")
    client.get("/user/7/")
    client.get("/tagged/")
    client.get("/user/8/")
    assert [error.tags.get("tagged") for error in seismo_events.errors()] == [None, None]


def test_a_thread_is_heard(seismo_events):
    thread = threading.Thread(target=lambda: sentry_sdk.capture_message("from a thread"))
    thread.start()
    thread.join()
    assert seismo_events.only_error().message == "from a thread"


def test_an_async_view_is_heard(seismo_events):
    import asyncio
    asyncio.run(AsyncClient(raise_request_exception=False).get("/user/9/"))
    assert seismo_events.only_error("LookupError").value == "no user 9"


@pytest.mark.seismo(privacy="full")
def test_a_preset(seismo_events):
    sentry_sdk.set_user({"id": "7", "email": "ada@example.test"})
    sentry_sdk.capture_message("hello")
    assert seismo_events.only_error().user == {"id": "7", "email": "ada@example.test"}


@pytest.mark.seismo(sdk={"server_name": "web-1"})
def test_an_option_of_the_sdk(seismo_events):
    sentry_sdk.capture_message("hello")
    assert seismo_events.only_error().payload["server_name"] == "web-1"


def test_outside_of_the_fixture_nothing_is_captured():
    assert sentry_sdk.get_client().options.get("dsn") in (None, "")


def test_clear(seismo_events):
    sentry_sdk.capture_message("before")
    seismo_events.clear()
    seismo_events.assert_none()


class Mixed(SeismoTestMixin, SimpleTestCase):
    seismo = {"environment": "trial"}

    def test_with_unittest(self):
        client.get("/user/7/")
        assert self.seismo_events.only_error().payload["environment"] == "trial"
"""
FAILING = """
import sentry_sdk
from seismo_django import guard


def test_a_hook_of_the_kit_fails(seismo_events):
    try:
        raise ValueError
    except ValueError:
        guard.note_failure("a.hook")
"""


def run(tests: str, folder: Path, sites: Sites) -> "subprocess.CompletedProcess[str]":
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_of_the_application.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider"]
    environment = sites.environment(DJANGO_SETTINGS_MODULE="acceptance.settings")
    return subprocess.run(
        [*command, "--rootdir", str(folder), str(folder)],
        cwd=FOLDER,
        env=environment | {"PYTHONPATH": os.pathsep.join([str(FOLDER), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "application"
    made.mkdir()
    return made


def test_T6_an_application_tests_what_it_would_send(folder: Path, sites: Sites) -> None:
    done = run(PASSING, folder, sites)
    assert done.returncode == 0, done.stdout


def test_T6_a_test_fails_when_the_kit_failed_in_it(folder: Path, sites: Sites) -> None:
    done = run(FAILING, folder, sites)
    assert "Hooks of the kit failed" in done.stdout, done.stdout
    assert done.returncode == 1
