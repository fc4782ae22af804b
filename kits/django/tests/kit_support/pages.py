"""A site whose parts can be broken while it runs, and what visitors do there."""

import itertools
import json
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from django.core.signing import Signer
from kit_support.recorder import Recorder
from kit_support.sites import Site, Sites

SECRET_KEY = "fake-secret-key-of-the-acceptance-site"
SUPPORT = "help@shop.example"
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'"
FEEDBACK = "/api/error-feedback/"
_TOKEN = re.compile(r'name="t" value="([^"]+)"')
_addresses = (f"10.{a}.{b}.9" for a, b in itertools.product(range(256), repeat=2))

SEISMO = {
    "TRUSTED_PROXIES": ["127.0.0.0/8"],
    "ERROR_PAGES": {
        "SUPPORT_EMAIL": SUPPORT,
        "SEARCH_URL": "/search/",
        "DASHBOARD_URL": "/dashboard/",
        "LINKS": {"Opening hours": "/hours/"},
    },
    "FEEDBACK": {"MAIL": False},
    "IGNORE": ["message:/ignored/"],
}


def token(event_id: str = "", reference: str = "fake-reference", age: float = 60) -> str:
    """As the form on a page of that age has it."""
    signer = Signer(key=SECRET_KEY, salt="seismo_django.feedback", fallback_keys=())
    return signer.sign_object([event_id, reference, "/broken/", int(time.time() - age)])


def token_in(page: str) -> str:
    (found,) = _TOKEN.findall(page)
    return str(found)


@dataclass
class Visitor:
    """Somebody with an address of their own, so that limits are theirs alone."""

    http: httpx.Client
    address: str = field(default_factory=lambda: next(_addresses))

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.http.get(path, headers=self._headers(headers))

    def write(
        self, message: str = "I paid, then this came.", json: bool = False, **fields: Any
    ) -> httpx.Response:
        """Send feedback. `headers` are headers, other fields are those of the form."""
        headers = self._headers(fields.pop("headers", {}))
        sent = {"t": self.token(), "message": message} | fields
        if json:
            return self.http.post(FEEDBACK, json=sent, headers=headers)
        return self.http.post(FEEDBACK, data=sent, headers=headers)

    def token(self) -> str:
        return token(reference=f"fake-{self.address}")

    def _headers(self, told: dict[str, str]) -> dict[str, str]:
        return {"X-Forwarded-For": self.address} | {
            name.replace("_", "-"): value for name, value in told.items()
        }


@dataclass
class Pages:
    site: Site
    recorder: Recorder
    folder: Path

    @property
    def data(self) -> Path:
        return Path(self.site.environment["SITE_DATA"])

    def visitor(self) -> Visitor:
        return Visitor(self.site.http)

    def events(self) -> list[dict[str, Any]]:
        """What errors were sent until now."""
        self.site.get("/flush/")
        return self.recorder.payloads("event")

    def raised(self, value: str) -> dict[str, Any]:
        """The event of the exception with that text."""
        (found,) = (
            event
            for event in self.events()
            if event.get("exception", {}).get("values", [{}])[-1].get("value") == value
        )
        return found

    def session(self, name: str, primary_key: int) -> str:
        """The cookie of a new superuser who is signed in."""
        code = (
            "from django.contrib.auth.models import User; from django.test import Client;"
            f"user = User.objects.create_superuser({name!r}, pk={primary_key}); c = Client();"
            "c.force_login(user); print(c.cookies['sessionid'].value)"
        )
        return f"sessionid={self.site.manage('shell', '-v0', '-c', code).strip()}"

    def rows(self) -> list[dict[str, Any]]:
        """Feedback in the database of the site, the oldest first."""
        with closing(sqlite3.connect(self.data / "site.sqlite")) as database:
            database.row_factory = sqlite3.Row
            found = database.execute("SELECT * FROM seismo_kit_feedback ORDER BY id")
            return [dict(row) for row in found]

    def row(self, message: str) -> dict[str, Any]:
        """The one with that message."""
        (found,) = (row for row in self.rows() if row["message"] == message)
        return found

    @contextmanager
    def template(self, source: str, name: str = "500.html") -> Iterator[None]:
        """The project has a template of that name with this source."""
        path = self.folder / "templates" / name
        path.write_text(source)
        try:
            yield
        finally:
            path.unlink()

    @contextmanager
    def without_database(self) -> Iterator[None]:
        with _in_the_way(self.data / "site.sqlite"):
            yield

    @contextmanager
    def without_cache(self) -> Iterator[None]:
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        (self.folder / "cache").write_text("no folder")
        try:
            yield
        finally:
            (self.folder / "cache").unlink()

    @contextmanager
    def without_context(self) -> Iterator[None]:
        """A context processor raises."""
        with _marked(self.data / "no_context"):
            yield

    @contextmanager
    def without_sessions(self) -> Iterator[None]:
        """The session backend raises."""
        with _marked(self.data / "no_sessions"):
            yield


@contextmanager
def _marked(path: Path) -> Iterator[None]:
    path.touch()
    try:
        yield
    finally:
        path.unlink()


@contextmanager
def _in_the_way(path: Path) -> Iterator[None]:
    aside = path.with_name("aside")
    path.rename(aside)
    path.mkdir()
    try:
        yield
    finally:
        path.rmdir()
        aside.rename(path)


def pages_of(
    sites: Sites,
    recorder: Recorder,
    folder: Path,
    seismo: Mapping[str, Any] = SEISMO,
    asgi: bool = False,
) -> Pages:
    (folder / "templates").mkdir()
    engine = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [str(folder / "templates")],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "acceptance.views_pages.breakable",
            ],
            "loaders": [
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
        },
    }
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings = {
        "MIDDLEWARE": [
            "seismo_django.middleware.SeismoMiddleware",
            "acceptance.views_pages.curious",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        "SESSION_ENGINE": "acceptance.sessions",
        "TEMPLATES": [engine],
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": storage},
        },
    }
    cache = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(folder / "cache"),
    }
    site = sites.start(
        dict(seismo),
        asgi,
        SENTRY_DSN=recorder.dsn,
        SITE_SETTINGS=json.dumps(settings),
        SITE_CACHE=json.dumps(cache),
    )
    return Pages(site, recorder, folder)
