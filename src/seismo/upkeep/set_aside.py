"""Records that could not be digested, and who they belong to."""

from collections.abc import Callable

from seismo.ports.journal import POISON
from seismo.ports.stores import Stores

MOST_SET_ASIDE = 100_000
MOST_SET_ASIDE_BYTES = 256 * 1024 * 1024


def remove_set_aside(is_gone: Callable[[bytes], bool], stores: Stores) -> int:
    """Forget those for whose record `is_gone` says yes; how many these are.

    The others are written again behind the last one, before everything up to it goes.
    """
    entries = stores.journal.read(POISON, 0, MOST_SET_ASIDE, MOST_SET_ASIDE_BYTES)
    kept = [entry.body for entry in entries if not is_gone(entry.body)]
    if len(kept) < len(entries):
        stores.journal.append(POISON, kept).result()
        stores.journal.trim(POISON, entries[-1].offset).result()
    return len(entries) - len(kept)
