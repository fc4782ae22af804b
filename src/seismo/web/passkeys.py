"""Where passkeys work."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings


def own_host() -> str:
    """The host of SEISMO_URL; passkeys are bound to it, whatever Host a request names."""
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def passkeys_possible() -> bool:
    """Browsers offer them where the connection is safe and the host has a name."""
    url, host = urlsplit(settings.PUBLIC_URL), own_host()
    if host == "localhost":
        return True
    return url.scheme == "https" and not _is_ip(host)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
