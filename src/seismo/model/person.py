"""Which stored things are about one person. Pure."""

import ipaddress
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import msgspec

NAMES = ("id", "username", "email", "ip_address")
"""What of an event's `user` tells a person."""
ERASED = "[erased]"


class Person:
    """A person as somebody names them: by id, user name, mail address or IP address.

    A mail address or an IP address means the person wherever it stands. An id may be a number that stands for
    many things, so it counts only where a user is named.
    """

    def __init__(self, name: str) -> None:
        """Raises ValueError for an empty name."""
        self.name = name.strip()
        if not self.name:
            raise ValueError("name the person by id, mail address or IP address")
        self._folded = self.name.casefold()
        self._bytes = self.name.lower().encode()

    @cached_property
    def stands_alone(self) -> bool:
        return "@" in self.name or _is_address(self.name)

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.+-]){re.escape(self.name)}(?![\w-]|\.\w)", re.IGNORECASE)

    def is_in_payload(self, content: bytes) -> bool:
        """Whether a stored payload, a JSON object, is about the person."""
        if self._bytes not in content.lower():
            return False
        if self.stands_alone:
            return self.is_in_text(content.decode("utf-8", "replace"))
        user = msgspec.json.decode(content).get("user")
        return isinstance(user, dict) and any(self._is(user.get(name)) for name in NAMES)

    def is_in_row(self, line: bytes) -> bool:
        """Whether a row, a JSON object, is about the person."""
        if self._bytes not in line.lower():
            return False
        if self.stands_alone and self.is_in_text(line.decode("utf-8", "replace")):
            return True
        row: Mapping[str, Any] = msgspec.json.decode(line)
        user = str(row.get("user") or "").partition(":")[2]
        attributes: Mapping[str, Any] = row.get("attributes") or {}
        named = (value for name, value in attributes.items() if name.startswith("user."))
        return any(map(self._is, (user, row.get("did"), row.get("email"), *named)))

    def is_in_text(self, text: str) -> bool:
        return self.stands_alone and self._anywhere.search(text) is not None

    def erased_from(self, text: str) -> str:
        return self._anywhere.sub(ERASED, text) if self.stands_alone else text

    def _is(self, value: object) -> bool:
        return isinstance(value, str | int) and str(value).casefold() == self._folded


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
