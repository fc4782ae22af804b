"""One line of `runserver`: where errors go, and where to see them."""

import functools
import sys
from collections.abc import Sequence

from seismo_django.conf import current
from seismo_django.destination import Destination, Where, is_manage
from seismo_django.errors import style
from seismo_django.guard import guarded
from seismo_django.setup import start

DEFAULT = "127.0.0.1:8000"
"""Where `runserver` listens unless it is told."""


@functools.cache
@guarded(None)
def show() -> None:
    """Once, by the process that serves, and in DEBUG only."""
    if current().debug and is_manage(sys.argv) and sys.argv[1:2] == ["runserver"]:
        sys.stdout.write(f"Seismo: {sentence(start.destination, sys.argv)}\n")
        sys.stdout.flush()


def sentence(destination: Destination, argv: Sequence[str]) -> str:
    if destination.where == Where.SERVER:
        from seismo_django.commands.server import Server

        return f"errors go to {Server.of_settings().url}"
    if destination.where == Where.NOWHERE:
        return f"errors are not captured. {destination.reason}"
    viewer = style.address("viewer")
    if viewer:
        return f"errors stay on this machine. See them at http://{listening(argv)}{viewer}"
    return 'errors stay here. To see them, urls.py needs path("", include("seismo_django.urls"))'


def listening(argv: Sequence[str]) -> str:
    """Host and port of `manage.py runserver [HOST:PORT]`, as a browser of this machine takes them."""
    said = next((word for word in argv[2:] if not word.startswith("-")), DEFAULT)
    host, _, port = said.rpartition(":")
    reachable = host if host not in ("", "0", "0.0.0.0", "[::]") else "127.0.0.1"  # noqa: S104 - not a bind
    return f"{reachable}:{port}"
