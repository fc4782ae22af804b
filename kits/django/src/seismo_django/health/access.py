"""Who may see details: who has the token, and who asks from inside."""

import hmac
from ipaddress import ip_address, ip_network

from django.conf import settings as django_settings
from django.http import HttpRequest

from seismo_django.conf.process import current

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def sees_details(request: HttpRequest) -> bool:
    """Whether it carries HEALTH.TOKEN, or comes straight from loopback or INTERNAL_IPS.

    A proxy on the same machine makes all the world come from loopback: what was forwarded needs the token.
    """
    token = current().settings.health.token
    if token and hmac.compare_digest(_given(request).encode(), token.encode()):
        return True
    if any(name in request.META for name in _FORWARDED):
        return False
    return _is_inside(request.META.get("REMOTE_ADDR", ""))


def _given(request: HttpRequest) -> str:
    scheme, _, credentials = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else request.GET.get("token", "")


def _is_inside(address: str) -> bool:
    try:
        known = ip_address(address)
    except ValueError:
        return False
    inside = django_settings.INTERNAL_IPS
    networks = [ip_network(entry, strict=False) for entry in inside if "/" in entry]
    return known.is_loopback or address in inside or any(known in n for n in networks)
