"""`init`: from the settings to a running sentry-sdk, the same on every version from 2.18 to 3."""

import logging
import threading
from dataclasses import dataclass
from typing import Any

from seismo_django import sdk
from seismo_django.conf import Loaded, current, use
from seismo_django.destination import Destination, Where, destination
from seismo_django.guard import note_failure

logger = logging.getLogger("seismo.internal")
_lock = threading.Lock()

NOT_YET = Destination(Where.NOWHERE, "init has not been called.")


@dataclass
class Start:
    """How tracking started in this process, for checks and the doctor."""

    calls: int = 0
    """Of `init` by the project."""
    by: str = ""
    """`settings` or `ready`; empty before."""
    was_initialized: bool = False
    """Whether somebody had called `sentry_sdk.init` before."""
    destination: Destination = NOT_YET
    failure: str = ""
    """What `sentry_sdk.init` raised."""


start = Start()


def init(**keywords: Any) -> None:
    """Start error tracking. Call it as the last line of settings.py; a second call changes nothing.

    Keywords are settings in small letters (`privacy="strict"`) and win over the dictionary SEISMO, which
    wins over the environment. Without a DSN nothing is sent and nothing fails.
    """
    start.calls += 1
    begin("settings", **keywords)


def begin(by: str, **keywords: Any) -> None:
    """Start unless that is done. `by` says who asks: `settings` or `ready`."""
    with _lock:
        if start.by:
            logger.debug("seismo_django has started already; the first call stands.")
            return
        start.by = by
    loaded = current(**keywords)
    use(loaded)
    for problem in loaded.problems:
        logger.error("%s %s", problem.sentence, problem.cure)
    start.was_initialized = sdk.is_active()
    start.destination = destination(loaded)
    if start.destination.where != Where.NOWHERE:
        _begin_sdk(loaded)


def _begin_sdk(loaded: Loaded) -> None:
    """An application has to start also when tracking cannot. What captures nothing loads none of this."""
    import sentry_sdk

    from seismo_django import announcing, command_line
    from seismo_django.events import processors
    from seismo_django.sdk_options import options

    processors.install()
    try:
        sentry_sdk.init(**options(loaded, start.destination.where))
    except Exception as error:
        start.failure = f"{type(error).__name__}: {error}"
        start.destination = Destination(Where.NOWHERE, f"sentry_sdk.init failed: {start.failure}")
        note_failure("init")
        return
    if loaded.settings.git_sha:
        sentry_sdk.get_global_scope().set_tag("git.sha", loaded.settings.git_sha)
    command_line.watch()
    if start.destination.where == Where.SERVER:
        announcing.announce(loaded.settings)
