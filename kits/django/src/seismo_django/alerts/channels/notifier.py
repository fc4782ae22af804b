"""What all notifiers have in common."""

import json
from typing import Any, Protocol

from seismo_django import __version__
from seismo_django.alerts.channels.http import NotSent, post
from seismo_django.alerts.message import Alert


class Notifier(Protocol):
    """A way to reach people. `send` raises NotSent with a sentence that says why."""

    name: str

    def problem(self) -> str:
        """What its settings lack, empty when it can send."""
        ...

    def send(self, alert: Alert) -> None: ...


class Worded:
    """`send_error_notification` for every notifier, in the words that applications use for Slack's."""

    def send_error_notification(
        self, error_message: str, error_type: str, error_count: int = 1, sentry_url: str = ""
    ) -> bool:
        """Send an alert of one's own in the background. False when this notifier cannot send."""
        from seismo_django.alerts.delivery import deliver

        if self.problem():  # type: ignore[attr-defined]  # of the notifier that has this
            return False
        times = "once" if error_count == 1 else f"{error_count} times"
        alert = Alert(
            title=f"{error_type}: {error_message}",
            rule="send_error_notification",
            text=f"Seen {times}.",
            url=sentry_url,
            key=error_type,
        )
        return deliver(self, alert)  # type: ignore[arg-type]  # as above


def post_json(url: str, payload: dict[str, Any], **headers: str) -> str:
    told = {
        "Content-Type": "application/json",
        "User-Agent": f"seismo-django/{__version__}",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return post(url, json.dumps(payload).encode(), told)


def is_placeholder(url: str) -> bool:
    """What stands in example files instead of a real address."""
    return "YOUR/WEBHOOK" in url.upper()


__all__ = ["NotSent", "Notifier", "Worded", "is_placeholder", "post_json"]
