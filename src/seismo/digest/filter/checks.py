"""Which events a project does not want, and why: semantics.md section 4.1, in its order.

A project's filters become a list of checks once; an event that none of them concerns costs a look-up.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from seismo.digest.filter.browsers import (
    is_chunk_load_error,
    is_crawler,
    is_from_extension,
    is_hydration_error,
    is_legacy,
)
from seismo.digest.filter.globs import Matches, any_glob
from seismo.digest.filter.places import from_origins, header, is_local
from seismo.model.event import Databag, Event
from seismo.model.outcome import Reason
from seismo.model.project import Filters
from seismo.model.record import Client

Check: TypeAlias = Callable[[Event, Client], bool]

HEALTH_CHECKS = (
    "*healthcheck*",
    "*health-check*",
    "*health_check*",
    "*healthy*",
    *(
        pattern.format(word)
        for word in (
            "health",
            "healthz",
            "_health",
            "heartbeat",
            "live",
            "livez",
            "liveness",
            "ping",
            "ready",
            "readyz",
            "readiness",
        )
        for pattern in ("{}", "*/{}", "*/{}/")
    ),
)
"""How transactions are named that only ask whether a service is alive."""

_is_health_check = any_glob(HEALTH_CHECKS)


class _Checks(NamedTuple):
    all_kinds: tuple[tuple[Reason, Check], ...]
    javascript: tuple[tuple[Reason, Check], ...]
    """Only for events of browsers; the others are spared them."""
    transactions: tuple[tuple[Reason, Check], ...]


def filtered(event: Event, client: Client, filters: Filters) -> Reason | None:
    """Why the project does not want this normalized event; None when it does."""
    checks = _checks(filters)
    if event.type == "transaction":
        wanted = checks.all_kinds + checks.transactions
    elif event.platform == "javascript":
        wanted = checks.javascript + checks.all_kinds
    else:
        wanted = checks.all_kinds
    for reason, matches in wanted:
        if matches(event, client):
            return reason
    return None


@lru_cache(maxsize=4096)
def is_health_check(transaction: str) -> bool:
    return _is_health_check(transaction)


@lru_cache(maxsize=512)
def _checks(filters: Filters) -> _Checks:
    return _Checks(
        all_kinds=tuple(_for_all_kinds(filters)),
        javascript=tuple(_for_javascript(filters)),
        transactions=tuple(_for_transactions(filters)),
    )


def _for_javascript(filters: Filters) -> Iterator[tuple[Reason, Check]]:
    if filters.hydration_errors:
        yield Reason.REACT_HYDRATION_ERRORS, lambda event, _: is_hydration_error(event)
    if filters.chunk_load_errors:
        yield Reason.CHUNK_LOAD_ERROR, lambda event, _: is_chunk_load_error(event)


def _for_all_kinds(filters: Filters) -> Iterator[tuple[Reason, Check]]:
    if filters.csp_sources:
        yield Reason.INVALID_CSP, _from_source(from_origins(filters.csp_sources))
    if filters.releases:
        yield Reason.RELEASE_VERSION, _of_release(any_glob(filters.releases))
    if filters.error_messages:
        yield Reason.ERROR_MESSAGE, _with_message(any_glob(filters.error_messages))
    if filters.localhost:
        yield Reason.LOCALHOST, lambda event, _: is_local(event)
    if filters.browser_extensions:
        yield Reason.BROWSER_EXTENSIONS, lambda event, _: is_from_extension(event)
    if filters.legacy_browsers:
        unwanted = frozenset(filters.legacy_browsers)
        yield Reason.LEGACY_BROWSERS, lambda event, _: is_legacy(event, unwanted)
    if filters.web_crawlers:
        yield Reason.WEB_CRAWLERS, _is_from_crawler


def _for_transactions(filters: Filters) -> Iterator[tuple[Reason, Check]]:
    if filters.health_checks:
        yield (
            Reason.FILTERED_TRANSACTION,
            lambda event, _: is_health_check(event.transaction or ""),
        )


def _from_source(matches: Matches) -> Check:
    return lambda event, _: event.csp is not None and any(map(matches, _sources(event.csp)))


def _sources(report: Databag) -> Iterator[str]:
    for name in ("blocked_uri", "source_file", "document_uri"):
        value = report.get(name)
        if isinstance(value, str) and value:
            yield value


def _of_release(matches: Matches) -> Check:
    return lambda event, _: event.release is not None and matches(event.release)


def _with_message(matches: Matches) -> Check:
    return lambda event, _: any(map(matches, _messages(event)))


def _messages(event: Event) -> Iterator[str]:
    entry = event.logentry
    if entry and (entry.formatted or entry.message):
        yield entry.formatted or entry.message or ""
    for value in event.exception.values if event.exception else ():
        yield ": ".join(part for part in (value.type, value.value) if part)


def _is_from_crawler(event: Event, client: Client) -> bool:
    """By the user agent that the application saw; a browser's own SDK may leave it to the request."""
    agent = header(event.request, "user-agent")
    if not agent and event.platform == "javascript":
        agent = client.user_agent
    return is_crawler(agent)
