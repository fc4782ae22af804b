"""Any program that takes JSON, signed.

`X-Seismo-Signature` is the hexadecimal HMAC-SHA256, with ALERTS.WEBHOOK_SECRET as key, of the value of
`X-Seismo-Timestamp`, a full stop, and the body. Refuse what is older than five minutes.
"""

import hashlib
import hmac
import json
import time

from seismo_django import __version__
from seismo_django.alerts.channels.http import post
from seismo_django.alerts.channels.notifier import Worded
from seismo_django.alerts.message import Alert
from seismo_django.conf import current


class WebhookNotifier(Worded):
    name = "webhook"

    def __init__(self, url: str = "", secret: str = "") -> None:
        """Empty: from ALERTS.WEBHOOK_URL and ALERTS.WEBHOOK_SECRET."""
        self._url = url
        self._secret = secret

    def problem(self) -> str:
        is_set = self._url or current().settings.alerts.webhook_url
        return "" if is_set else "SEISMO_ALERT_WEBHOOK_URL is not set."

    def send(self, alert: Alert) -> None:
        settings = current().settings.alerts
        body = json.dumps({"alert": alert._asdict()}).encode()
        sent_at = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"seismo-django/{__version__}",
            "X-Seismo-Timestamp": sent_at,
        }
        secret = self._secret or settings.webhook_secret
        if secret:
            headers["X-Seismo-Signature"] = signature(secret, sent_at, body)
        post(self._url or settings.webhook_url, body, headers)


def signature(secret: str, sent_at: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{sent_at}.".encode() + body, hashlib.sha256).hexdigest()
