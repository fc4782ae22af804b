"""Reading a request's body without taking more memory than there is."""

from collections.abc import Mapping

from seismo.ingest.asgi import Receive
from seismo.protocol.errors import Overloaded, TooLarge

MAX_BYTES_IN_MEMORY = 512 * 1024 * 1024
"""For all bodies together that are being read or waiting for the journal."""


class Budget:
    """How much of the memory for bodies is taken. One body alone always fits."""

    def __init__(self, limit: int = MAX_BYTES_IN_MEMORY) -> None:
        self._limit = limit
        self.taken = 0

    def take(self, size: int) -> None:
        """Raises Overloaded when there is not enough left."""
        if self.taken and self.taken + size > self._limit:
            raise Overloaded("server overloaded", "too many large requests at once; try again")
        self.taken += size

    def give_back(self, size: int) -> None:
        self.taken -= size


class Body:
    """The body of one request; its memory is given back when the `with` block ends."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.size = 0
        self.content = b""

    def __enter__(self) -> "Body":
        return self

    def __exit__(self, *_: object) -> None:
        self._budget.give_back(self.size)

    async def read(self, receive: Receive, headers: Mapping[str, str], limit: int) -> bool:
        """Read all of it; False when the client went away. Raises TooLarge and Overloaded."""
        declared = headers.get("content-length", "")
        if declared.isdecimal() and (len(declared) > 18 or int(declared) > limit):
            raise _too_large(limit)
        chunks: list[bytes] = []
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return False
            chunk = message.get("body", b"")
            more = message.get("more_body", False)
            if chunk:
                self._budget.take(len(chunk))
                self.size += len(chunk)
                chunks.append(chunk)
            if self.size > limit:
                raise _too_large(limit)
        self.content = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        return True


def _too_large(limit: int) -> TooLarge:
    return TooLarge("payload too large", f"the body may have {limit} bytes")
