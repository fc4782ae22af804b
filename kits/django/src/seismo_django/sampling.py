"""Which requests, tasks and commands are traced: the setting TRACES as the SDK's `traces_sampler`."""

import fnmatch
import functools
import ipaddress
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from seismo_django import sdk
from seismo_django.conf import Settings, django_setting
from seismo_django.guard import note_failure
from seismo_django.hooks import FAILED, hook

Context = Mapping[str, Any]
"""What the SDK knows when it decides; every key of it may be absent."""
_FINE = 1 << 32
_PARTS = ("db", "cache.", "http.client", "template.")
"""What is a part of some work. sentry-sdk 3 would begin a trace with a query that nobody else traced."""


class Rule(NamedTuple):
    kind: str
    """`path`, `task` or `command`."""
    pattern: str
    rate: float

    def matches(self, told: "Told") -> bool:
        if self.kind != told.kind:
            return False
        if "*" in self.pattern:
            return fnmatch.fnmatchcase(told.name, self.pattern)
        return (
            told.name.startswith(self.pattern) if self.kind == "path" else told.name == self.pattern
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What is about to begin."""

    kind: str
    name: str
    """The path, or the name of the task or command."""
    has_incoming_trace: bool = False
    origins: tuple[str, ...] = ()
    """Who sent a request: the address of the connection, the host of `Origin` or `Referer`."""


def sampler(settings: Settings) -> Callable[[Context], float] | None:
    """The sampler for these settings; None when nothing can ever be traced.

    None and not a sampler that says 0: the SDK keeps tracing switched on for every sampler, and for a rate
    of 0.0 a stranger's `sentry-trace` header forces transactions. sentry-sdk 3 obeys that header also
    without a rate and a sampler, so there it is a sampler that says 0.
    """
    traces = settings.traces
    if traces.default or traces.rules or settings.traces_sampler:
        return _Sampler(settings)
    return _never if sdk.always_streams() else None


def _never(context: Context) -> float:
    return 0.0


def rules_of(said: Any) -> tuple[list[Rule], list[str]]:
    """The rules, and a sentence for each entry that is none."""
    rules: list[Rule] = []
    wrong: list[str] = []
    for entry in said:
        try:
            text, rate = entry
            rules.append(_rule(text, float(rate)))
        except (TypeError, ValueError, AttributeError):
            wrong.append(f"{entry!r} of TRACES.RULES is not a pair such as ('/path/', 0.5).")
    return rules, wrong


def _rule(text: str, rate: float) -> Rule:
    if not 0 <= rate <= 1:
        raise ValueError(rate)
    kind, colon, pattern = text.partition(":")
    return (
        Rule(kind, pattern, rate)
        if colon and kind in ("task", "command")
        else Rule("path", text, rate)
    )


class _Sampler:
    def __init__(self, settings: Settings) -> None:
        self._rules, _ = rules_of(settings.traces.rules)
        self._default = settings.traces.default
        self._trusted = settings.traces.trusted_origins
        self._own = hook(settings.traces_sampler, "TRACES_SAMPLER")
        self._unwatched = [
            f"/{path}"
            for path in (
                settings.health.path, settings.health.ready_path, settings.metrics.path
            ) if path
        ]  # fmt: skip

    def __call__(self, context: Context) -> float:
        try:
            return self._decided(context)
        except Exception:
            note_failure("TRACES")
            return self._default

    def _decided(self, context: Context) -> float:
        if _about(context)["op"].startswith(_PARTS):
            return 0.0
        said = self._own(context) if self._own else None
        told = told_of(context)
        if said is not None and said is not FAILED:
            return self._drawn(float(said), told)
        parent = context.get("parent_sampled")
        if told.kind == "path" and parent is not None and self._is_trusted(told):
            return float(parent)
        rate = next((rule.rate for rule in self._rules if rule.matches(told)), None)
        if rate is None and told.kind == "path":
            rate = 0.0 if self._is_unwatched(told.name) else None
        elif rate is None and parent is not None:
            return float(parent)
        return self._drawn(self._default if rate is None else rate, told)

    def _drawn(self, rate: float, told: Told) -> float:
        """The rate, or for a stranger's trace the outcome: its header names the number the SDK draws."""
        if not told.has_incoming_trace or self._is_trusted(told):
            return rate
        return float(secrets.randbelow(_FINE) < rate * _FINE)

    def _is_trusted(self, told: Told) -> bool:
        return any(_is_within(origin, self._trusted) for origin in told.origins)

    def _is_unwatched(self, path: str) -> bool:
        return path in self._unwatched or path.startswith(_static_url())


def told_of(context: Context) -> Told:
    """Read the SDK's sampling context, of any version and for whatever begins."""
    if "wsgi_environ" in context:
        return _of_wsgi(context["wsgi_environ"])
    if "asgi_scope" in context:
        return _of_asgi(context["asgi_scope"])
    about = _about(context)
    name = about["name"]
    if "celery_job" in context:
        return Told("task", str(context["celery_job"].get("task") or name))
    if name.startswith("command:"):
        return Told("command", name.removeprefix("command:"))
    return Told("task" if about["op"].startswith("queue") else "", name)


def _about(context: Context) -> dict[str, str]:
    """Name and op of what begins."""
    told = context.get("transaction_context") or context.get("span_context") or {}
    return {name: str(told.get(name) or "") for name in ("name", "op")}


def _of_wsgi(environ: Mapping[str, Any]) -> Told:
    return Told(
        "path",
        environ.get("PATH_INFO") or "/",
        "HTTP_SENTRY_TRACE" in environ or "HTTP_TRACEPARENT" in environ,
        _origins(
            environ.get("REMOTE_ADDR"), environ.get("HTTP_ORIGIN") or environ.get("HTTP_REFERER")
        ),
    )


def _of_asgi(scope: Mapping[str, Any]) -> Told:
    headers = {bytes(name).lower(): bytes(text) for name, text in scope.get("headers") or ()}
    sender = headers.get(b"origin") or headers.get(b"referer") or b""
    return Told(
        "path",
        scope.get("path") or "/",
        b"sentry-trace" in headers or b"traceparent" in headers,
        _origins((scope.get("client") or ("",))[0], sender.decode("latin-1")),
    )


def _origins(address: str | None, page: str | None) -> tuple[str, ...]:
    host = urlsplit(page).hostname if page else None
    return tuple(origin for origin in (address, host) if origin)


def _is_within(origin: str, trusted: tuple[str, ...]) -> bool:
    return any(origin == one or _holds(one, origin) for one in trusted)


@functools.lru_cache(maxsize=1024)
def _holds(network: str, address: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


@functools.cache
def _static_url() -> str:
    """Nothing that is served as a file is traced; a project without static files has no such path."""
    url = str(django_setting("STATIC_URL", "") or "")
    path = urlsplit(url).path
    return path if path.strip("/") else "\0"
