"""What the visitor did before: the last requests of a login, with the clicks and forms between them.

The SDK's breadcrumbs begin anew with each request. The trail is a signed cookie with routes and statuses,
no ids and no queries, or lies in the cache. A page for everybody stays one: the cookie is written only to who
has a session or was given a form, and reading it adds no `Vary`.
"""

import base64
import binascii
import hmac
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b, sha256
from http import HTTPStatus
from http.cookies import Morsel
from typing import Any, NamedTuple
from urllib.parse import unquote

from django.conf import settings as django_settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from seismo_django.conf.process import current
from seismo_django.guard import guarded
from seismo_django.requests.state import RequestState

COOKIE = "seismo_trail"
CRUMBS_COOKIE = "seismo_crumbs"
"""Written by crumbs.js, so anybody may write it: read as text, cut, and taken over into the signed one."""

MOST = 8
"""Requests that are remembered."""
MOST_ENTRIES = 2 * MOST
LONGEST_TEXT = 80
LONGEST = 500
"""Bytes of the cookie before it is spelled in base64: with its signature it stays below 700."""
DAY = 86_400

REQUEST, CLICK_LINK, CLICK_BUTTON, FORM = "r", "l", "b", "f"
_CATEGORIES = {REQUEST: "request", CLICK_LINK: "click", CLICK_BUTTON: "click", FORM: "form"}
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f|]+")


class Step(NamedTuple):
    kind: str
    seconds: int
    text: str

    def spelled(self) -> str:
        return f"{self.kind}|{_base36(self.seconds)}|{self.text}"


def is_kept() -> bool:
    settings = current().settings
    return settings.trail in ("cookie", "cache") and settings.privacy != "strict"


@guarded(None)
def remember(request: HttpRequest, response: HttpResponseBase, state: RequestState) -> None:
    """Add this request to the trail of who has one."""
    if not _has_login(request, response) or not is_kept() or not _is_visit(request):
        return
    visit = Step(REQUEST, int(time.time()), f"{request.method} {state.route} {state.status}")
    lines = [*_kept(request).split("\n"), *(step.spelled() for step in _told_by_page(request))]
    text = fitting([*lines, visit.spelled()])
    if current().settings.trail == "cache":
        cache.set(_cache_key(request), text, DAY)
    else:
        _set_cookie(request, response, _signed(text))
    if CRUMBS_COOKIE in request.COOKIES:
        response.delete_cookie(CRUMBS_COOKIE)


def steps_of(request: HttpRequest) -> list[Step]:
    """The requests before this one, and the clicks and forms since, oldest first."""
    steps = [*_read(_kept(request)), *_told_by_page(request)]
    return sorted(steps, key=lambda step: step.seconds)


def _kept(request: HttpRequest) -> str:
    """What `remember` wrote."""
    if current().settings.trail == "cache":
        return str(cache.get(_cache_key(request)) or "")
    return _verified(request.COOKIES.get(COOKIE, ""))


def _told_by_page(request: HttpRequest) -> list[Step]:
    told = request.COOKIES.get(CRUMBS_COOKIE, "")
    return [step for step in _read(unquote(told)) if step.kind != REQUEST] if told else []


@guarded(())
def crumbs_of(request: HttpRequest) -> tuple[dict[str, Any], ...]:
    """The same as breadcrumbs."""
    if not is_kept():
        return ()
    return tuple(_crumb(step) for step in steps_of(request))


def crumb_of(request: HttpRequest, state: RequestState, status: int) -> dict[str, Any]:
    """The request under way; without a status while nobody knows what it will be."""
    text = f"{request.method} {state.route} {status or ''}".strip()
    return _crumb(Step(REQUEST, int(time.time()), text))


def _crumb(step: Step) -> dict[str, Any]:
    return {
        "type": "http" if step.kind == REQUEST else "user",
        "category": _CATEGORIES[step.kind],
        "message": _sentence(step),
        "level": "info",
        "timestamp": datetime.fromtimestamp(step.seconds, UTC),
    }


def _sentence(step: Step) -> str:
    if step.kind == REQUEST:
        visit, _, status = step.text.rpartition(" ")
        return f"{visit} ({status} {_phrase(status)})" if status.isdecimal() else step.text
    if step.kind == FORM:
        return f"User filled {step.text} form"
    return f'User clicked "{step.text}" {"link" if step.kind == CLICK_LINK else "button"}'


def _phrase(status: str) -> str:
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return ""


def _is_visit(request: HttpRequest) -> bool:
    """Not what a page fetches for itself."""
    mode = request.META.get("HTTP_SEC_FETCH_MODE", "navigate")
    return mode == "navigate" or request.method not in ("GET", "HEAD")


def _has_login(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this visitor has a session, or gets one, or a form."""
    if not response.cookies and not request.META.get("HTTP_COOKIE"):
        return False
    names = (django_settings.SESSION_COOKIE_NAME, django_settings.CSRF_COOKIE_NAME)
    return any(name in request.COOKIES or name in response.cookies for name in names)


def fitting(lines: list[str]) -> str:
    """The newest lines, as many as fit."""
    kept: list[str] = []
    length = visits = 0
    for line in reversed(lines[-MOST_ENTRIES:]):
        length += len(line.encode()) + 1
        visits += line.startswith(REQUEST)
        if length > LONGEST or visits > MOST:
            break
        kept.append(line)
    return "\n".join(reversed(kept))


def _read(text: str) -> Iterator[Step]:
    """Steps of what may come from anybody."""
    now = int(time.time())
    for line in text[: 2 * LONGEST].split("\n")[-MOST_ENTRIES:]:
        kind, _, rest = line.partition("|")
        told, _, words = rest.partition("|")
        words = _UNPRINTABLE.sub(" ", words)[:LONGEST_TEXT].strip()
        if kind not in _CATEGORIES or not words:
            continue
        seconds = int(told, 36) if re.fullmatch(r"[0-9a-z]{1,7}", told) else now
        yield Step(kind, seconds if now - DAY < seconds <= now else now, words)


def _signed(text: str) -> str:
    body = base64.urlsafe_b64encode(text.encode()).decode()
    return f"{body}.{_signature(body)}"


def _verified(value: str) -> str:
    body, _, signature = value.partition(".")
    if not signature or not hmac.compare_digest(signature.encode(), _signature(body).encode()):
        return ""
    try:
        return base64.urlsafe_b64decode(body).decode()
    except (binascii.Error, ValueError):
        return ""


def _signature(body: str) -> str:
    return blake2b(body.encode(), key=_key(django_settings.SECRET_KEY), digest_size=16).hexdigest()


@lru_cache(maxsize=4)
def _key(secret: str | bytes) -> bytes:
    raw = secret if isinstance(secret, bytes) else str(secret).encode()
    return sha256(b"seismo.trail:" + raw).digest()


def _set_cookie(request: HttpRequest, response: HttpResponseBase, value: str) -> None:
    """As `response.set_cookie` does, in a third of its time: the value needs no quoting."""
    morsel: Morsel[str] = Morsel()
    morsel.set(COOKIE, value, value)
    morsel["path"] = "/"
    morsel["httponly"] = True
    morsel["samesite"] = "Lax"
    if request.is_secure():
        morsel["secure"] = True
    dict.__setitem__(response.cookies, COOKIE, morsel)


def _cache_key(request: HttpRequest) -> str:
    """Of the session, which the key does not tell."""
    session = request.COOKIES.get(django_settings.SESSION_COOKIE_NAME, "")
    return "seismo:trail:" + sha256(session.encode()).hexdigest()[:32]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or "0"
