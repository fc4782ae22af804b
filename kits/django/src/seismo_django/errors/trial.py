"""Errors on purpose, to see one arrive: `/test-sentry-error/` in DEBUG, or a signed link that works once."""

import secrets
import time
from typing import Any

from django.core.cache import cache
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from seismo_django.errors.listing import Entry, listing
from seismo_django.events.on_purpose import MARK

PATH = "test-sentry-error/"
LIFETIME = 3600
"""Seconds that a link works."""
_SALT = "seismo_django.trial"


class TestError(Exception):
    """Raised by the link of `seismo test-link`."""

    __test__ = False  # no class of tests, whatever pytest makes of its name


def _generic() -> Any:
    raise Exception("This is a test error of seismo_django.")


TYPES: dict[str, tuple[str, Any]] = {
    "": ("Exception", _generic),
    "division": ("ZeroDivisionError", lambda: 1 / int("0")),
    "index": ("IndexError", lambda: [1, 2, 3][int("10")]),
    "key": ("KeyError", lambda: {"known": 1}["unknown"]),
    "type": ("TypeError", lambda: sum(["text"])),  # type: ignore[list-item]
    "attribute": ("AttributeError", lambda: None.nothing),  # type: ignore[attr-defined]
    "value": ("ValueError", lambda: int("not a number")),
}


def raise_error(request: HttpRequest) -> HttpResponse:
    """Raise the error that `?type=` names; without it, a generic one."""
    wanted = request.GET.get("type", "")
    if wanted not in TYPES:
        return _types(request, f"There is no type “{wanted[:40]}”. There are these:", 400)
    _, raise_it = TYPES[wanted]
    try:
        raise_it()
    except Exception as error:
        setattr(error, MARK, True)
        raise
    raise AssertionError(wanted)


def index(request: HttpRequest) -> HttpResponse:
    return _types(
        request, "Each link raises an error in this process, as a fault in a view would.", 200
    )


def _types(request: HttpRequest, lead: str, status: int) -> HttpResponse:
    address = reverse("seismo:trial")
    entries = [
        Entry(name, f"{address}?type={word}" if word else address, word or "no type")
        for word, (name, _) in TYPES.items()
    ]
    return listing(request, "Test errors", lead, entries, status)


def link(now: float | None = None) -> str:
    """The path of a link that raises one error, where DEBUG is off as well."""
    made = int(time.time() if now is None else now)
    token = Signer(salt=_SALT).sign_object([secrets.token_hex(8), made])
    return reverse("seismo:trial_link", args=[token])


def follow(request: HttpRequest, token: str) -> HttpResponse:
    """404 of a link that is forged, used or older than an hour."""
    try:
        once, made = Signer(salt=_SALT).unsign_object(token)
    except (BadSignature, ValueError):
        raise Http404("This link is not one of ours.") from None
    is_fresh = time.time() - made <= LIFETIME and cache.add(f"seismo:trial:{once}", 1, LIFETIME)
    if not is_fresh:
        raise Http404("This link was used, or it is too old.")
    error = TestError(
        "This is a test error: somebody followed a link of `manage.py seismo test-link`."
    )
    setattr(error, MARK, True)
    raise error
