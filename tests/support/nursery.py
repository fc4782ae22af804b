"""Servers that are forked from a process that has loaded their modules: a start takes a third of the time.

Whatever a server reads, writes or starts is as with `seismo serve`; only what Python loads is there already.
"""

import importlib
import os
import signal
import sys
from collections.abc import Callable

MODULES = (
    "seismo.digest.worker",
    "seismo.runtime.clockwork",
    "seismo.runtime.operations",
    "seismo.site.asgi",
    "seismo.site.server",
    "seismo.site.urls",
)


def raise_servers(change: Callable[[], None] = lambda: None) -> None:
    """Fork a server, of the settings in the environment, for each line that comes in; write its number.

    `change` is called when everything is loaded, and nothing runs yet.
    """
    from seismo import runtime
    from seismo.config import load
    from seismo.runtime.folder import prepare

    config = load(os.environ)
    prepare(config.data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "seismo.site.settings"
    import django

    django.setup()
    for module in MODULES:
        importlib.import_module(module)
    change()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended is gone at once
    for _ in sys.stdin:
        server = os.fork()
        if server:
            sys.stdout.write(f"{server}\n")
            sys.stdout.flush()
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        os.dup2(2, 1)
        runtime.serve(config)
        os._exit(0)


if __name__ == "__main__":
    raise_servers()
