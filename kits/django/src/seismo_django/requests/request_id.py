"""The id under which a request is found again: in its log lines, on its error page, in the event."""

import os
import re

from django.http import HttpRequest

HEADER = "X-Request-ID"
_META = "HTTP_X_REQUEST_ID"
_acceptable = re.compile(r"[A-Za-z0-9._-]{8,64}").fullmatch


def request_id_of(request: HttpRequest) -> str:
    """What the proxy or another middleware named it, when that is harmless; else a new one.

    The id also replaces the header that other middleware reads, so that all of them speak of one id.
    """
    said = getattr(request, "request_id", None) or request.META.get(_META, "")
    if isinstance(said, str) and _acceptable(said):
        return said
    made = os.urandom(16).hex()
    request.META[_META] = made
    return made
