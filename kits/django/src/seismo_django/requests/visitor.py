"""Where a request comes from: what the connection says, and of proxies only what trusted ones say."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.http import HttpRequest

from seismo_django.conf.process import current

Network = IPv4Network | IPv6Network
MOST_HOPS = 20


def address_of(request: HttpRequest) -> str:
    """The visitor's IP address: `X-Forwarded-For` counts only as far as TRUSTED_PROXIES wrote it."""
    address = str(request.META.get("REMOTE_ADDR") or "")
    trusted = _networks(tuple(current().settings.trusted_proxies))
    hops = str(request.META.get("HTTP_X_FORWARDED_FOR") or "").split(",")[-MOST_HOPS:]
    for hop in reversed(hops):
        if not _is_within(address, trusted) or _read(hop) is None:
            break
        address = hop.strip()
    return address


def _is_within(address: str, networks: tuple[Network, ...]) -> bool:
    read = _read(address)
    return read is not None and any(read in network for network in networks)


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address.strip())
    except ValueError:
        return None


@lru_cache(maxsize=8)
def _networks(said: tuple[str, ...]) -> tuple[Network, ...]:
    """Those that can be read; `manage.py check` tells of the others."""
    networks: list[Network] = []
    for text in said:
        try:
            networks.append(ip_network(text, strict=False))
        except ValueError:
            continue
    return tuple(networks)
