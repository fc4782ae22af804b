"""The shapes of ASGI 3."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Headers: TypeAlias = list[tuple[bytes, bytes]]


def headers_of(scope: Scope) -> dict[str, str]:
    """Names are in lower case, as ASGI has them."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
