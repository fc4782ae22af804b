"""PagerDuty, by its Events API v2: https://developer.pagerduty.com/docs/send-alert-event"""

from typing import Any

from seismo_django.alerts.channels.notifier import Worded, post_json
from seismo_django.alerts.message import Alert, one_line
from seismo_django.conf import current

_LONGEST_SUMMARY = 1024
_SEVERITIES = frozenset({"critical", "error", "warning", "info"})


class PagerDutyNotifier(Worded):
    name = "pagerduty"

    def __init__(self, routing_key: str = "", url: str = "") -> None:
        """Empty: from ALERTS.PAGERDUTY_ROUTING_KEY and ALERTS.PAGERDUTY_URL."""
        self._key = routing_key
        self._url = url

    def problem(self) -> str:
        is_set = self._key or current().settings.alerts.pagerduty_routing_key
        return "" if is_set else "SEISMO_PAGERDUTY_ROUTING_KEY is not set."

    def send(self, alert: Alert) -> None:
        self._post(payload(alert))

    def resolve(self, key: str) -> None:
        """End the incident that alerts of this key opened."""
        self._post({"event_action": "resolve", "dedup_key": dedup_key(key)})

    def _post(self, event: dict[str, Any]) -> None:
        settings = current().settings.alerts
        event["routing_key"] = self._key or settings.pagerduty_routing_key
        post_json(self._url or settings.pagerduty_url, event)


def payload(alert: Alert) -> dict[str, Any]:
    severity = alert.severity if alert.severity in _SEVERITIES else "error"
    event: dict[str, Any] = {
        "event_action": "trigger",
        "dedup_key": dedup_key(alert.key or alert.title),
        "client": "Seismo",
        "payload": {
            "summary": one_line(alert.title, _LONGEST_SUMMARY),
            "source": alert.environment or "application",
            "severity": severity,
            "component": alert.culprit,
            "class": alert.rule,
            "custom_details": {"text": alert.text, **dict(alert.facts())},
        },
    }
    if alert.url:
        event["links"] = [{"href": alert.url, "text": "Open"}]
        event["client_url"] = alert.url
    return event


def dedup_key(key: str) -> str:
    """The same for all alerts about the same thing; PagerDuty takes 255 characters."""
    return f"seismo-{key}"[:255]
