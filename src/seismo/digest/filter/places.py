"""Where something came from: the developer's own machine, an address, an origin."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urlsplit

from seismo.model.event import Event, Request

_LOCAL_ADDRESSES = frozenset({"127.0.0.1", "::1"})
_LOCAL_HOSTS = ("localhost", "127.0.0.1")
_ANY = "*"


class Origin(NamedTuple):
    """Lower case; `*` is any."""

    scheme: str
    host: str
    port: str


def header(request: Request | None, name: str) -> str:
    """A header as the application got it; `name` in lower case."""
    for key, value in (request.headers or ()) if request else ():
        if key and value and key.lower() == name:
            return value
    return ""


def is_local(event: Event) -> bool:
    """Whether it happened on a developer's own machine."""
    request = event.request
    addresses = (
        event.user.ip_address if event.user else None,
        header(request, "x-forwarded-for"),
    )
    if not _LOCAL_ADDRESSES.isdisjoint(addresses):
        return True
    if request and request.url:
        return _is_local_url(request.url)
    hosts = (header(request, "host"), header(request, "x-forwarded-host"))
    return any(host.partition(":")[0] in _LOCAL_HOSTS for host in hosts)


def _is_local_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "file":
        return True
    return any(host == local or host.endswith(f".{local}") for local in _LOCAL_HOSTS)


def in_networks(networks: Sequence[str]) -> Callable[[str], bool]:
    """Whether an address lies in one of the networks; what is no address lies in none."""
    known = [ip_network(network, strict=False) for network in networks]

    @lru_cache(maxsize=1024)
    def matches(text: str) -> bool:
        try:
            address: IPv4Address | IPv6Address = ip_address(text)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in known)

    return matches


def from_origins(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a URL, or a bare word such as `inline`, has one of the origins."""
    known = [_origin(pattern) for pattern in patterns]
    return lambda url: any(_has_origin(_origin(url), each) for each in known)


def _origin(text: str) -> Origin:
    scheme, found, rest = text.strip().lower().partition("://")
    if not found:
        scheme, rest = _ANY, scheme
    host, _, port = rest.partition("/")[0].partition(":")
    return Origin(scheme or _ANY, host or _ANY, port or _ANY)


def _has_origin(origin: Origin, wanted: Origin) -> bool:
    return (
        wanted.scheme in (_ANY, origin.scheme)
        and wanted.port in (_ANY, origin.port)
        and (wanted.host in (_ANY, origin.host) or _is_under(origin.host, wanted.host))
    )


def _is_under(host: str, wanted: str) -> bool:
    """`*.example.com` is the host itself and everything below it."""
    base = wanted.removeprefix("*.")
    return base != wanted and (host == base or host.endswith(f".{base}"))
