"""Sessions of the database that can be broken while the site runs."""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def load(self) -> Any:
        """It fails while a file says so, as a store behind the network does."""
        if (settings.DATA / "no_sessions").exists():
            raise ConnectionError("the sessions are away")
        return super().load()
