"""The acceptance site: a small Django project that does what the tests name, in processes of its own."""

import atexit
import functools
import json
import os
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from kit_support.running import PATIENCE, free_port, wait_for_http
from kit_support.warm import warm

SELDOM = "1e-9"
"""Tracing is on, as it is by default, and which requests and commands are traced is not left to chance.

In DEBUG that is all of them.
"""


@dataclass(frozen=True, slots=True)
class Site:
    http: httpx.Client
    environment: dict[str, str]
    log: Path

    def get(self, path: str, **headers: str) -> httpx.Response:
        """With header names in small letters and underscores: `accept="application/json"`."""
        told = {name.replace("_", "-"): text for name, text in headers.items()}
        return self.http.get(path, headers=told)

    def manage(self, *words: str, check: bool = True, **more: str) -> str:
        """What `manage.py ...` prints, in the environment of this site."""
        return manage(self.environment | more, *words, check=check)


def manage(environment: dict[str, str], *words: str, check: bool = True) -> str:
    return _printed(environment, "manage.py", *words, check=check)


def _printed(environment: dict[str, str], *words: str, check: bool = True) -> str:
    code, printed = warm.run(environment, words)
    assert code == 0 or not check, printed
    return printed


def python(environment: dict[str, str], code: str) -> str:
    """What code prints in a process of the site that has started as its servers and commands do."""
    return bare_python(environment, "import django; django.setup()\n" + code)


def bare_python(environment: dict[str, str], code: str) -> str:
    """What code prints that starts Django itself, or never does."""
    return _printed({"DJANGO_SETTINGS_MODULE": "acceptance.settings"} | environment, "-c", code)


class Sites:
    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._started = 0

    def environment(self, **variables: str) -> dict[str, str]:
        """Only what the site needs, plus these variables, in a folder of its own."""
        kept = {
            name: text
            for name, text in os.environ.items()
            if not name.startswith(("SEISMO_", "SENTRY_", "DJANGO_", "GIT_", "APP_"))
        }
        self._started += 1
        folder = self._folder / str(self._started)
        folder.mkdir()
        own = {
            "SITE_DATA": str(folder),
            "SEISMO_FOLDER": str(folder / ".seismo"),
            "SEISMO_SPOOL_DIR": str(folder / "spool"),
        }
        if "SITE_DEBUG" not in variables:
            own["SENTRY_TRACES_SAMPLE_RATE"] = SELDOM
        return kept | own | variables

    def start(
        self, settings: dict[str, Any] | None = None, asgi: bool = False, **variables: str
    ) -> Site:
        """A process with these environment variables; `settings` are merged into the site's SEISMO.

        Values must be JSON: what needs a callable names it by its dotted path.
        """
        if settings:
            variables["SITE_SEISMO"] = json.dumps(settings)
        environment = self.environment(**variables)
        shutil.copy(_migrated(), environment["SITE_DATA"])
        port = free_port()
        log = Path(environment["SITE_DATA"]) / "web.log"
        words = ("serve.py", "asgi" if asgi else "wsgi", str(port))
        process = self._stack.enter_context(warm.running(environment, words, log))
        url = f"http://127.0.0.1:{port}"
        wait_for_http(f"{url}/", process, log)
        http = self._stack.enter_context(httpx.Client(base_url=url, timeout=PATIENCE))
        return Site(http, environment, log)


@functools.cache
def _migrated() -> Path:
    """A database as `manage.py migrate` leaves it: every site of a run begins with a copy."""
    folder = Path(tempfile.mkdtemp(prefix="kit-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with ExitStack() as stack:
        environment = Sites(folder, stack).environment()
        manage(environment, "migrate", "--run-syncdb", "--verbosity=0")
        return Path(environment["SITE_DATA"], "site.sqlite")
