"""The style of the pages: served by the kit itself, because static files may be what is broken."""

import functools
import hashlib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from seismo_django.errors.kinds import Kind

OWN = "__seismo__/"
"""Where everything of the kit is that needs no address of its own."""
TYPE = "text/css; charset=utf-8"
_FOREVER = "public, max-age=31536000, immutable"
_A_MINUTE = "public, max-age=60"


def facts(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """Where the style is. Where no address of the kit is included it stands in the page itself.

    With a nonce a small one stands there as well, for the case that the linked one cannot be had.
    """
    linked = address("style", version())
    nonce = nonce_of(request)
    inline = (small_sheet() if nonce else "") if linked else sheet()
    return {"style_url": linked, "style_inline": inline, "csp_nonce": nonce}


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
    """The view of the present style, None when the path is another."""
    return present if path.endswith(_end()) else None


def present(request: HttpRequest) -> HttpResponse:
    return serve(request, version())


def serve(request: HttpRequest, named: str) -> HttpResponse:
    """While a new version is rolled out, an old page may ask a new process and must still look right."""
    response = HttpResponse(sheet(), content_type=TYPE)
    response["Cache-Control"] = _FOREVER if named == version() else _A_MINUTE
    return response


@functools.cache
def sheet() -> str:
    return _read("errors.css")


@functools.cache
def small_sheet() -> str:
    return _read("small.css")


@functools.cache
def _end() -> str:
    return f"/{OWN}errors.{version()}.css"


@functools.cache
def version() -> str:
    return hashlib.sha256(sheet().encode()).hexdigest()[:12]


def _read(name: str) -> str:
    return files("seismo_django.errors").joinpath(name).read_text("utf-8")
