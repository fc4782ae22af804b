"""What the browser's SDK is told by a page: where errors go, which release this is, which trace goes on."""

import functools
import json
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from seismo_django import sdk
from seismo_django.conf import current
from seismo_django.errors import style

ID = "seismo-browser"
_IN_SCRIPT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def settings() -> dict[str, Any]:
    """What `Sentry.init` of the browser takes; empty without a DSN."""
    said = current().settings
    dsn = public(said.browser_dsn or said.dsn)
    if not dsn:
        return {}
    told = {"dsn": dsn, "environment": said.environment, "tracesSampleRate": said.traces.default}
    release = said.release or _release_that_the_sdk_found()
    return told | ({"release": release} if release else {})


def _release_that_the_sdk_found() -> Any:
    if not sdk.is_active():
        return None
    import sentry_sdk

    return sentry_sdk.get_client().options.get("release")


def public(dsn: str) -> str:
    """The DSN without the secret half of its key, which old ones have."""
    parts = urlsplit(dsn)
    if not parts.hostname or not parts.username:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{parts.username}@{host}").geturl()


def trace() -> dict[str, str]:
    if not sdk.is_active():
        return {}
    import sentry_sdk

    found = {"sentry-trace": sentry_sdk.get_traceparent(), "baggage": sentry_sdk.get_baggage()}
    return {name: value for name, value in found.items() if value}


def data(settings: dict[str, Any]) -> SafeString:
    """A block of data: it is never run, so no policy forbids it."""
    told = json.dumps(settings).translate(_IN_SCRIPT)
    return format_html('<script type="application/json" id="{}">{}</script>', ID, mark_safe(told))  # noqa: S308 - escaped


def script(address: str, nonce: str) -> SafeString:
    with_nonce = format_html(' nonce="{}"', nonce) if nonce else SafeString("")
    return format_html('<script src="{}"{} defer></script>', address, with_nonce)


def address() -> str:
    return style.address("browser")


def serve(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(_start(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response


@functools.cache
def _start() -> str:
    return files("seismo_django").joinpath("browser.js").read_text("utf-8")
