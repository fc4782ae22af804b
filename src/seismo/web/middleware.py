"""What happens around every page: time taken, safe headers, same origin, sign-in."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from seismo.catalog.models import User
from seismo.catalog.people import remember_seen
from seismo.model.clock import from_unix
from seismo.web.http import client_address, stores

View: TypeAlias = Callable[[HttpRequest], HttpResponseBase]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
OPEN_PAGES = frozenset(
    {
        "login",
        "sentry_sign_in",
        "mfa_login_webauthn",
        "mfa_authenticate",
        "openid_connect_login",
        "openid_connect_callback",
        "password_forgotten",
        "password_reset",
        "first_run",
        "invitation_accept",
        "health",
        "relay_health",
        "api_root",
        "metrics",
    }
)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "private, no-cache",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Speculation-Rules": f'"{settings.STATIC_URL}seismo/prefetch.speculationrules"',
}


class _QueryClock:
    """Adds up the time that the catalog's database takes."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - started


def timing(get_response: View) -> View:
    """`Server-Timing`, in milliseconds, for anybody who opens the developer tools."""

    def timed(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        clock = _QueryClock()
        with connection.execute_wrapper(clock):
            response = get_response(request)
        total = time.perf_counter() - started
        response["Server-Timing"] = (
            f"total;dur={total * 1000:.1f}, db;dur={clock.seconds * 1000:.1f}"
        )
        return response

    return timed


def page_headers(get_response: View) -> View:
    """A view's own header wins over the default."""

    def with_headers(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method in SAFE_METHODS:
            response = _no_page(request, response["Allow"])
        for name, value in PAGE_HEADERS.items():
            response.setdefault(name, value)
        if request.method not in SAFE_METHODS:
            # What was fetched in advance shows the state before this change.
            response.setdefault("Clear-Site-Data", '"prefetchCache"')
        return response

    return with_headers


def _no_page(request: HttpRequest, allowed: str) -> HttpResponse:
    """For somebody who opens the address that a form was sent to: the way to the page with the form."""
    above = request.path.rstrip("/").rpartition("/")[0]
    response = render(request, "errors/405.html", {"page": f"{above}/"}, status=405)
    response["Allow"] = allowed
    return response


def same_origin(get_response: View) -> View:
    """Refuse changes that another site's page asks for.

    Browsers say where a request comes from (`Sec-Fetch-Site`, and where the connection is not
    trustworthy, `Origin` or `Referer`), so no form needs a token.
    """

    def guarded(request: HttpRequest) -> HttpResponseBase:
        complaint = foreign_origin(request)
        if complaint is None:
            return get_response(request)
        context = {"complaint": complaint, "public_url": settings.PUBLIC_URL}
        return render(request, "ui/foreign_origin.html", context, status=403)

    return guarded


def foreign_origin(request: HttpRequest) -> str | None:
    """The header, as received, that shows that a change was asked for from elsewhere."""
    if request.method in SAFE_METHODS:
        return None
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return None if site in {"same-origin", "none"} else f"Sec-Fetch-Site: {site}"
    name = "Origin" if request.headers.get("Origin") else "Referer"
    source = urlsplit(request.headers.get(name, ""))
    public = urlsplit(settings.PUBLIC_URL)
    if source.netloc and source.netloc in {request.headers.get("Host"), public.netloc}:
        return None
    return f"{name}: {request.headers.get(name, '(not sent)')}"


def signed_in(get_response: View) -> View:
    """Every page but a few needs a sign-in; the way back is remembered.

    A part of a page that a script asks for is no place for a form to sign in: htmx loads the whole page
    again, and that leads there.
    """

    def guarded(request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User):
            request.user.acts_from = client_address(request)
            remember_seen(request.user, from_unix(stores(request).clock.now()))
            return get_response(request)
        if _is_open(request):
            return get_response(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Refresh": "true"})
        return HttpResponseRedirect(f"{reverse('login')}?{urlencode(_way_back(request))}")

    return guarded


def _way_back(request: HttpRequest) -> dict[str, str]:
    """To the page itself, or to the one with the form that was sent too late."""
    if request.method in SAFE_METHODS:
        return {"next": request.get_full_path()}
    came_from = urlsplit(request.headers.get("Referer", ""))
    page = came_from._replace(scheme="", netloc="", fragment="").geturl()
    is_own = came_from.netloc == request.headers.get("Host")
    return {"next": page if is_own else "", "done": "nothing"}


def _is_open(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).url_name in OPEN_PAGES
    except Resolver404:
        return False
