"""Discord, by a webhook: https://discord.com/developers/docs/resources/webhook#execute-webhook"""

import re
from typing import Any

from seismo_django.alerts.channels.notifier import Worded, post_json
from seismo_django.alerts.message import Alert, one_line
from seismo_django.conf import current

_COLOURS = {"critical": 0xC2185B, "error": 0xD6336C, "warning": 0xE8890C, "info": 0x2F6FDE}
_LONGEST_TITLE = 256
_LONGEST_TEXT = 4096
_LONGEST_VALUE = 1024
_MARKS = re.compile(r"([\\*_~`|>\[\]()#<])")


class DiscordNotifier(Worded):
    name = "discord"

    def __init__(self, webhook_url: str = "") -> None:
        """Empty: from ALERTS.DISCORD_WEBHOOK_URL."""
        self._url = webhook_url

    def problem(self) -> str:
        is_set = self._url or current().settings.alerts.discord_webhook_url
        return "" if is_set else "SEISMO_DISCORD_WEBHOOK_URL is not set."

    def send(self, alert: Alert) -> None:
        url = self._url or current().settings.alerts.discord_webhook_url
        post_json(url, payload(alert))


def payload(alert: Alert) -> dict[str, Any]:
    embed: dict[str, Any] = {
        "title": one_line(escaped(alert.title), _LONGEST_TITLE),
        "description": escaped(alert.text)[:_LONGEST_TEXT],
        "color": _COLOURS.get(alert.severity, _COLOURS["error"]),
        "fields": [
            {"name": name, "value": escaped(value)[:_LONGEST_VALUE], "inline": True}
            for name, value in alert.facts()
        ],
    }
    if alert.url:
        embed["url"] = alert.url
    return {"embeds": [embed], "allowed_mentions": {"parse": []}}


def escaped(text: str) -> str:
    """Marks mean nothing, and `@everyone` is no mention even where `allowed_mentions` is not looked at."""
    return _MARKS.sub(r"\\\1", text).replace("@", "@\u200b")
