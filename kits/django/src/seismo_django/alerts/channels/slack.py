"""Slack, by an incoming webhook.

Shapes: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and
https://docs.slack.dev/reference/block-kit/blocks
"""

from typing import Any

from seismo_django.alerts.channels.notifier import Worded, is_placeholder, post_json
from seismo_django.alerts.message import Alert, one_line
from seismo_django.conf import current

_COLOURS = {"critical": "#c2185b", "error": "#d6336c", "warning": "#e8890c", "info": "#2f6fde"}
_LONGEST_HEADER = 150
_LONGEST_TEXT = 3000
_MOST_FIELDS = 10


class SlackNotifier(Worded):
    name = "slack"

    def __init__(self, webhook_url: str = "", channel: str = "") -> None:
        """Empty: from ALERTS.SLACK_WEBHOOK_URL and ALERTS.SLACK_CHANNEL."""
        self._url = webhook_url
        self._channel = channel

    def problem(self) -> str:
        url = self._url or current().settings.alerts.slack_webhook_url
        if not url:
            return "SENTRY_SLACK_WEBHOOK_URL is not set."
        return "SENTRY_SLACK_WEBHOOK_URL is the placeholder." if is_placeholder(url) else ""

    def send(self, alert: Alert) -> None:
        settings = current().settings.alerts
        channel = self._channel or settings.slack_channel
        message = payload(alert) | ({"channel": channel} if channel else {})
        post_json(self._url or settings.slack_webhook_url, message)


def payload(alert: Alert) -> dict[str, Any]:
    title = one_line(alert.title, _LONGEST_HEADER)
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}},
        {"type": "section", "text": _markdown(alert.text)},
    ]
    facts = [_markdown(f"*{name}*\n", value) for name, value in alert.facts()]
    if facts:
        blocks.append({"type": "section", "fields": facts[:_MOST_FIELDS]})
    if alert.url:
        button = {"type": "plain_text", "text": "Open", "emoji": False}
        blocks.append(
            {"type": "actions", "elements": [{"type": "button", "text": button, "url": alert.url}]}
        )
    colour = _COLOURS.get(alert.severity, _COLOURS["error"])
    return {
        "text": f"{escaped(title)}: {escaped(one_line(alert.text))}",
        "attachments": [{"color": colour, "blocks": blocks}],
    }


def _markdown(text: str, value: str = "") -> dict[str, str]:
    told = text + escaped(value) if value else escaped(text)
    return {"type": "mrkdwn", "text": told[:_LONGEST_TEXT]}


def escaped(text: str) -> str:
    """Slack's own escapes: without them `<!channel>` in an error's text wakes everybody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
