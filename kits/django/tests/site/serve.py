"""Serves the site as production does, under WSGI with threads or under ASGI."""

import os
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acceptance.settings")


class ThreadingServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    """An HTTP/1.1 server would need lengths; the tests' requests are few."""


def serve_wsgi(port: int) -> None:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    make_server("127.0.0.1", port, application, ThreadingServer, Handler).serve_forever()


def serve_asgi(port: int) -> None:
    import uvicorn
    from django.core.asgi import get_asgi_application

    uvicorn.run(get_asgi_application(), port=port, lifespan="off", log_level="warning")


if __name__ == "__main__":
    protocol, port = sys.argv[1:]
    {"wsgi": serve_wsgi, "asgi": serve_asgi}[protocol](int(port))
