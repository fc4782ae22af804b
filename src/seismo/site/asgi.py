"""The dispatcher: what SDKs send goes to ingest, everything else to Django.

Django runs as WSGI in a few threads that stay, each with its own database connection: under its ASGI
handler every request would get a new thread and a new connection.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import Environ, StartResponse
from django.core.wsgi import get_wsgi_application

from seismo.ingest import http
from seismo.ingest.accept import Ingest
from seismo.ports.stores import Stores
from seismo.site.warm import warm

PAGE_THREADS = 4

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def build(ingest: Ingest, stores: Stores) -> App:
    django = get_wsgi_application()

    def pages(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        named = dict(environ) | {"seismo.stores": stores}
        return django(named, cast(Any, start_response))

    middleware = WSGIMiddleware(pages, workers=PAGE_THREADS)
    warm(middleware.executor, PAGE_THREADS, stores)
    web = cast(App, middleware)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if is_ingest(scope):
            scope["ingest"] = ingest
            await http.app(scope, receive, send)
        else:
            await web(scope, receive, send)

    return app


def is_ingest(scope: Scope) -> bool:
    """`/api/<project id>/...`, `/api/store/` of the oldest SDKs and `/api/embed/`.

    No project has the number 0: the REST API stands there.
    """
    parts = [part for part in str(scope.get("path", "")).split("/") if part]
    if len(parts) < 2 or parts[0] != "api":
        return False
    return parts[1] in ("store", "embed") or (parts[1].isdigit() and parts[1] != "0")
