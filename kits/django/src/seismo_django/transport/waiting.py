"""What waits in memory for its turn to be sent: bounded, and kept on disk when the process ends first."""

import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sentry_sdk.envelope import Envelope

LARGEST = 32_000_000
"""Bytes, about."""


class Waiting:
    def __init__(self, most: int) -> None:
        self._most = most
        self._forget()

    def _forget(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._keeping = threading.Lock()
        self._envelopes: dict[int, tuple[Envelope, int]] = {}
        self._size = 0

    def add(self, envelope: "Envelope", size: int) -> bool:
        """False when there is no room."""
        if self._process != os.getpid():
            self._forget()
        with self._lock:
            if len(self._envelopes) >= self._most or self._size + size > LARGEST:
                return False
            self._envelopes[id(envelope)] = (envelope, size)
            self._size += size
            return True

    def keeping(self) -> threading.Lock:
        """Held while an envelope goes from here to the disk, so that only one thread brings it there.

        Not for `add`, which must not wait for the disk.
        """
        if self._process != os.getpid():
            self._forget()
        return self._keeping

    def remove(self, envelope: "Envelope") -> bool:
        """Whether it was still here."""
        with self._lock:
            found, size = self._envelopes.pop(id(envelope), (None, 0))
            self._size -= size
            return found is not None

    def take_all(self) -> "list[Envelope]":
        """Those of this process: what waited in the parent of a fork is the parent's."""
        if self._process != os.getpid():
            return []
        with self._lock:
            taken = [envelope for envelope, _ in self._envelopes.values()]
            self._envelopes.clear()
            self._size = 0
        return taken
