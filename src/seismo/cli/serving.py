"""`seismo serve`, in a process of its own: what reads a command line holds 14 MiB for as long as it runs."""

import os
import socket
import sys
from typing import NoReturn

from seismo.config import Misconfigured, load

MISUSED = 2


def serve() -> None:
    """Run the server that the environment describes until Ctrl-C; a mistake in it ends the process."""
    try:
        config = load(os.environ)
        _check_free(config.host, config.port)
        from seismo import runtime

        runtime.serve(config)
    except Misconfigured as mistake:
        sys.stderr.write(f"seismo: {' '.join(str(mistake).split())}\n")
        sys.exit(MISUSED)


def become_server(**options: object) -> NoReturn:
    """Put `serve` with these settings in the place of this process."""
    given = {f"SEISMO_{name.upper()}": str(v) for name, v in options.items() if v is not None}
    # -P: a folder that serves is no place to import from.
    command = [sys.executable, "-P", "-m", "seismo", "serve"]
    os.execve(sys.executable, command, {**os.environ, **given})  # noqa: S606 - our own program


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise Misconfigured(
            f"cannot listen on {host} port {port}: "
            f"{os.strerror(error.errno) if error.errno else error}. "
            "Choose others with --host and --port."
        ) from error
