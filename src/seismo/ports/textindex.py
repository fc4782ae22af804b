"""Which kinds of events say a word, anywhere in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from seismo.model.ids import ProjectId
from seismo.model.words import Text


@dataclass(frozen=True, slots=True)
class IndexedText:
    """Texts of events with one grouping hash, as `model.words` writes them."""

    project_id: ProjectId
    hash: str
    received: float
    """Unix seconds."""
    texts: tuple[Text, ...]


class TextIndex(Protocol):
    """Words by grouping hash and a stretch of time, so that forgetting it is forgetting a file.

    It knows that some event of a hash said a word about then, not which one. It can be built again from the
    payloads.
    """

    def add(self, texts: Sequence[IndexedText]) -> None:
        """Remember the words. Idempotent: the same text again changes no answer."""
        ...

    def find(
        self, words: Sequence[str], project_ids: Collection[ProjectId]
    ) -> dict[ProjectId, list[int]]:
        """The hashes that said all of these words, by project, as `model.ids.hash_key`; none without any.

        A `*` in a word stands for any characters.
        """
        ...

    def settle(self, today: date) -> None:
        """Make what was said in stretches of time that are over quick to find. Changes no answer."""
        ...

    def keep_only(self, days: Collection[date]) -> None:
        """Forget every stretch of time that has none of these days."""
        ...

    def forget(self, project_id: ProjectId, hashes: Collection[str]) -> None:
        """Let no search find what these hashes said until now; their words go with their stretch of time."""
        ...

    def together(self, day: date) -> list[date]:
        """The days of the stretch of time that a day is in: they are forgotten and built together."""
        ...

    def close(self) -> None: ...
