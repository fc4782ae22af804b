"""Asking a server over HTTP, from a command and never from a request."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, NamedTuple

PATIENCE = 10.0
"""Seconds."""


class Answer(NamedTuple):
    status: int
    """0 when none came."""
    headers: Mapping[str, str]
    body: bytes
    failure: str = ""
    """Why none came."""

    def json(self) -> Any:
        """None when it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def detail(self) -> str:
        """What the server says of why; empty when it says nothing."""
        told = self.json()
        text = told.get("detail") or told.get("error") if isinstance(told, dict) else None
        return str(text or self.headers.get("X-Sentry-Error") or "")[:200]

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def ask(
    method: str, url: str, body: Any = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """One request; a `body` that is not bytes is sent as JSON. What goes wrong is part of the answer."""
    if not url.startswith(("http://", "https://")):
        return Answer(0, {}, b"", f"{url} is no address of a server")
    told = dict(headers or {})
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        told["Content-Type"] = "application/json"
    request = urllib.request.Request(url, body, told, method=method)  # noqa: S310 - http(s) only, see above
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - as above
            return Answer(response.status, dict(response.headers.items()), response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers.items()), error.read())
    except (OSError, HTTPException, ValueError) as error:
        return Answer(0, {}, b"", str(getattr(error, "reason", error)))


def proxy_for(url: str) -> str:
    """The variable that sends requests for this address through a proxy, with its value; empty: none."""
    host = url.partition("://")[2].partition("/")[0].rpartition(":")[0] or url
    if urllib.request.proxy_bypass(host):
        return ""
    scheme = url.partition(":")[0].upper()
    for name in (f"{scheme}_PROXY", f"{scheme}_PROXY".lower()):
        if os.environ.get(name):
            return f"{name}={os.environ[name]}"
    return ""
