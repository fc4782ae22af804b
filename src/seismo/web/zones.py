"""The time zone in which a person reads."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.http import HttpRequest
from django.http.response import HttpResponseBase

_zone: ContextVar[tzinfo] = ContextVar("zone", default=UTC)


def current() -> tzinfo:
    """That of the person whose page is drawn; UTC where they leave it to the browser."""
    return _zone.get()


def in_own_zone(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Not Django's own active zone: days in pages of counts are days in UTC, whoever reads."""

    def zoned(request: HttpRequest) -> HttpResponseBase:
        name = getattr(request.user, "time_zone", "")
        token = _zone.set(ZoneInfo(name) if name in names() else UTC)
        try:
            return get_response(request)
        finally:
            _zone.reset(token)

    return zoned


def zone_of(name: str) -> tzinfo | None:
    """Any zone that is known, also by a former name, as browsers give it; None for what is none."""
    return ZoneInfo(name) if name in _known() else None


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def names() -> tuple[str, ...]:
    """As people choose them: by continent and city."""
    return tuple(sorted(name for name in available_timezones() if _is_a_place(name)))


def _is_a_place(name: str) -> bool:
    area = name.partition("/")[0]
    return name == "UTC" or ("/" in name and area not in {"Etc", "SystemV", "US", "posix", "right"})
