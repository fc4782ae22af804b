"""The server behind the DSN, as far as a command may ask it."""

import json
import time
from typing import NamedTuple, Self
from urllib.parse import quote

from seismo_django.commands.asking import Answer, ask
from seismo_django.conf import Settings, current


class Server(NamedTuple):
    url: str
    """Without a slash at its end."""
    organization: str
    project: str
    token: str

    @classmethod
    def of_settings(cls, settings: Settings | None = None) -> Self:
        said = settings or current().settings
        url = said.server_url or _address_of(said.dsn)
        return cls(url.rstrip("/"), said.organization, said.project, said.auth_token)

    def ask(self, method: str, path: str, body: object = None) -> Answer:
        """One request to the API, below `/api/0/`."""
        return ask(
            method, f"{self.url}/api/0/{path}", body, {"Authorization": f"Bearer {self.token}"}
        )

    def address_of(self, event_id: str) -> str:
        return f"{self.url}/events/{event_id}/"

    def event(self, event_id: str) -> Answer:
        place = f"projects/{quote(self.organization)}/{quote(self.project)}/events/{event_id}/"
        return self.ask("GET", place)

    def seconds_until_seen(self, event_id: str, patience: float) -> float | None:
        """`patience` when it was not seen by then; None where the server does not tell."""
        if not (self.token and self.organization):
            return None
        started = time.monotonic()
        while (took := time.monotonic() - started) < patience:
            answer = self.event(event_id)
            if answer.is_good:
                return time.monotonic() - started
            if answer.json() is None or answer.status in (0, 401, 403):
                return None
            time.sleep(0.2)
        return max(took, patience)

    def stored(self, event_id: str, patience: float) -> bytes | None:
        """What is stored of an event, None where the server does not tell."""
        took = self.seconds_until_seen(event_id, patience)
        if took is None or took >= patience:
            return None
        return json.dumps(self.event(event_id).json(), ensure_ascii=False).encode()


def _address_of(text: str) -> str:
    from sentry_sdk.utils import BadDsn, Dsn

    try:
        dsn = Dsn(text)
    except (BadDsn, ValueError):
        return ""
    return f"{dsn.scheme}://{dsn.netloc}{dsn.path}"
