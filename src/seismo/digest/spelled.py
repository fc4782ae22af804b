"""How parts of an event are written as JSON, each once: several steps look at the same bytes. Pure."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from seismo.model.event import Frame, Json

_encode_lines = msgspec.json.Encoder().encode_lines


class Spelled:
    """Remembers while one event is digested. A part is known by its identity: a changed one is another."""

    def __init__(self) -> None:
        self._bags: dict[int, bytes] = {}
        self._codes: list[tuple[Sequence[Frame], bytes]] = []
        self._variables: list[tuple[Sequence[Frame], list[bytes]]] = []
        self._kept: list[Sequence[msgspec.Raw]] = []
        """As long as these live, no other object has the identity of one of them."""

    def bags(self, raws: Sequence[msgspec.Raw]) -> list[bytes]:
        """As the SDK wrote them. Always the same bytes, which know their hash from the first time on."""
        known = list(map(self._bags.get, map(id, raws)))
        texts = [text for text in known if text is not None]
        if len(texts) == len(raws):
            return texts
        self._kept.append(raws)
        texts = [text or bytes(raw) for text, raw in zip(known, raws, strict=True)]
        self._bags.update(zip(map(id, raws), texts, strict=True))
        return texts

    def variables(self, frames: Sequence[Frame]) -> list[bytes]:
        """Those of all frames that are as the SDK wrote them, in the order of the frames."""
        for known, texts in self._variables:
            if known is frames:
                return texts
        bags: list[Json] = [frame.vars for frame in frames]
        texts = self.bags([bag for bag in bags if type(bag) is msgspec.Raw])
        self._variables.append((frames, texts))
        return texts

    def code(self, frames: Sequence[Frame]) -> bytes:
        """A line for each frame, with all of it but its variables."""
        for known, code in self._codes:
            if known is frames:
                return code
        code = _encode_lines([replace(frame, vars=None) for frame in frames])
        self._codes.append((frames, code))
        return code
