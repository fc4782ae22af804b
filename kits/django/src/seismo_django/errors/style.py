"""Style and script of the pages: served by the kit itself, because static files may be what is broken."""

import functools
import hashlib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from seismo_django.conf import current
from seismo_django.errors.kinds import Kind

OWN = "__seismo__/"
"""Where everything of the kit is that needs no address of its own."""
SHEET, SCRIPT = "errors.css", "copy.js"
_TYPES = {SHEET: "text/css; charset=utf-8", SCRIPT: "text/javascript; charset=utf-8"}
_FOREVER = "public, max-age=31536000, immutable"
_A_MINUTE = "public, max-age=60"


def facts(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """Where the style is. Where no address of the kit is included it stands in the page itself.

    With a nonce a small one stands there as well, for the case that the linked one cannot be had.
    """
    linked = address("style", version(SHEET))
    nonce = nonce_of(request)
    inline = (small_sheet() if nonce else "") if linked else sheet()
    return {"style_url": linked, "style_inline": inline, "csp_nonce": nonce}


def script(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """Where the script is that adds a button to the reference; empty where that is not wanted."""
    is_wanted = current().settings.error_pages.copy_button
    return {"script_url": address("copy", version(SCRIPT)) if is_wanted else ""}


def nonce_of(request: HttpRequest) -> str:
    """The nonce of django-csp, or that of Django 6; empty where there is neither."""
    return str(getattr(request, "csp_nonce", "") or getattr(request, "_csp_nonce", "") or "")


def address(name: str, *arguments: str) -> str:
    """An address of the kit; empty where its urls are not included or the urls cannot be loaded."""
    try:
        return reverse(f"seismo:{name}", args=arguments)
    except NoReverseMatch:
        return ""


def view_of(path: str) -> Callable[[HttpRequest], HttpResponse] | None:
    """The view of the present style or script, None when the path is another."""
    found = next((name for name in _TYPES if path.endswith(_end(name))), None)
    return functools.partial(_served, found, version(found)) if found else None


def serve(request: HttpRequest, named: str) -> HttpResponse:
    """While a new version is rolled out, an old page may ask a new process and must still look right."""
    return _served(SHEET, named, request)


def serve_script(request: HttpRequest, named: str) -> HttpResponse:
    """As the style."""
    return _served(SCRIPT, named, request)


def _served(name: str, named: str, request: HttpRequest) -> HttpResponse:
    response = HttpResponse(_read(name), content_type=_TYPES[name])
    response["Cache-Control"] = _FOREVER if named == version(name) else _A_MINUTE
    return response


def sheet() -> str:
    return _read(SHEET)


def small_sheet() -> str:
    return _read("small.css")


@functools.cache
def _end(name: str) -> str:
    stem, _, kind = name.partition(".")
    return f"/{OWN}{stem}.{version(name)}.{kind}"


@functools.cache
def version(name: str) -> str:
    return hashlib.sha256(_read(name).encode()).hexdigest()[:12]


@functools.cache
def _read(name: str) -> str:
    return files("seismo_django.errors").joinpath(name).read_text("utf-8")
