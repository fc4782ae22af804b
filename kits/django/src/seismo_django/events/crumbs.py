"""The kit's `before_breadcrumb`: the project's own hook, called safely."""

import threading
from typing import Any

from seismo_django.conf.process import current
from seismo_django.counting import count
from seismo_django.hooks import FAILED, hook
from seismo_django.scrub import hide_arguments

Crumb = dict[str, Any]
_SENDING = "sentry-sdk.BackgroundWorker"


def before_breadcrumb(crumb: Crumb, hint: dict[str, Any]) -> Crumb | None:
    # sentry-sdk 2.18 takes requests of its transport for the application's where the DSN has a port.
    if threading.current_thread().name == _SENDING and crumb.get("category") == "httplib":
        return None
    hide_arguments(crumb, hint)
    own = hook(current().settings.before_breadcrumb, "BEFORE_BREADCRUMB")
    if own is None:
        return crumb
    kept = own(crumb, hint)
    if kept is FAILED:
        return crumb
    if not kept:
        count("ignored", reason="before_breadcrumb")
        return None
    return dict(kept)
