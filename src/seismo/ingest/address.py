"""Who is at the other end."""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from seismo.ingest.asgi import Scope


def address_of(scope: Scope, headers: Mapping[str, str]) -> str:
    """The address of the client of a request; empty when a local socket brought it."""
    peer = scope.get("client")
    return client_address(peer[0] if peer else "", headers.get("x-forwarded-for", ""))


@lru_cache(maxsize=4096)
def client_address(peer: str, forwarded_for: str) -> str:
    """The client's address: the first entry of X-Forwarded-For when the peer may say so.

    A peer on this machine (an empty address is a local socket) or in a private network is a proxy
    that is trusted; any other could write into the header what it likes.
    """
    if forwarded_for and _is_near(peer):
        return _parsed(forwarded_for.partition(",")[0]) or peer
    return peer


def _is_near(peer: str) -> bool:
    if not peer:
        return True
    try:
        address: IPv4Address | IPv6Address = ip_address(peer)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_private or address.is_loopback


def _parsed(entry: str) -> str:
    """An address, which proxies may write with a port; empty when it is none."""
    text = entry.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
