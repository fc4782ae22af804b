"""Errors of what the application talks to, by service and by kind: wherever the call stands."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from seismo_django import operations
from seismo_django.events.grouping.failure import Failure, Group
from seismo_django.events.naming import names_of

NAMES = {
    "requests": "",
    "httpx": "",
    "urllib3": "",
    "urllib": "",
    "aiohttp": "",
    "botocore": "aws",
    "stripe": "stripe",
    "smtplib": "smtp",
    "redis": "redis",
    "kombu": "broker",
}
"""By package: the service, or nothing where only the host tells it."""

_KINDS = (
    ("tls", ("ssl", "certificate", "tls")),
    ("timeout", ("timeout", "timedout")),
    ("connect", ("connect", "socket", "gaierror", "resolution", "maxretry", "remotedisconnected")),
)


def by_service(failure: Failure) -> Group | None:
    for exception in failure.causes:
        name = service_of(exception)
        if name:
            kind = kind_of(exception)
            tags = {"service": name, "service.failure": kind}
            return Group(["seismo-service", name, kind], tags)
    return None


def service_of(exception: BaseException) -> str:
    """`stripe`, `api.example.com`; empty when it is no error of a service."""
    given = operations.service_of(exception)
    if given:
        return given
    packages = [name.partition(".")[0] for name in names_of(exception)]
    package = next((package for package in packages if package in NAMES), None)
    if package is None:
        return ""
    return NAMES[package] or host_of(exception) or package


def host_of(exception: BaseException) -> str:
    for ask in _HOSTS:
        try:
            host = ask(exception)
        except (AttributeError, RuntimeError, ValueError):  # httpx raises when no request is known
            continue
        if host:
            return str(host)
    return ""


_HOSTS: tuple[Callable[[Any], str | None], ...] = (
    lambda exception: urlsplit(str(exception.request.url)).hostname,
    lambda exception: urlsplit(str(exception.response.url)).hostname,
    lambda exception: urlsplit(exception.url).hostname,
    lambda exception: exception.pool.host,
    lambda exception: exception.host,
)


def kind_of(exception: BaseException) -> str:
    """tls, timeout, connect, 4xx, 5xx; else the name of its class."""
    status = _status(exception)
    if status >= 400:
        return f"{status // 100}xx"
    names = " ".join(name.rpartition(".")[2].lower() for name in names_of(exception))
    for kind, words in _KINDS:
        if any(word in names for word in words):
            return kind
    return type(exception).__name__


def _status(exception: Any) -> int:
    response = getattr(exception, "response", None)
    if isinstance(response, dict):
        response = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    told = (
        getattr(response, "status_code", response),
        getattr(exception, "http_status", None),
        getattr(exception, "status", None),
        getattr(exception, "code", None),
        getattr(exception, "smtp_code", None),
    )
    return next((one for one in told if isinstance(one, int) and 100 <= one < 600), 0)
