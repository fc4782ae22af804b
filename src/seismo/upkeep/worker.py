"""What is done by the clock while the server runs."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import close_old_connections

from seismo.catalog import chores
from seismo.model.clock import from_unix
from seismo.ports.clock import Clock

logger = structlog.get_logger("seismo.upkeep")

TICK = 5.0
"""Seconds between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Chore:
    name: str
    every: timedelta
    do: Callable[[], None]


def run(
    chores_to_do: list[Chore],
    clock: Clock,
    stop: threading.Event,
    alone: Callable[[], AbstractContextManager[bool]],
) -> None:
    """Do each chore when it is due, until `stop` is set. One that fails is done again when it is due next.

    `alone` says whether nobody else removes or copies what is stored; where somebody does, they go first.
    """
    while not stop.wait(TICK):
        try:
            with alone() as is_alone:
                for chore in chores_to_do if is_alone else ():
                    _do_if_due(chore, clock)
        except OSError as error:
            logger.warning("upkeep.locked", detail=str(error))
        close_old_connections()


def _do_if_due(chore: Chore, clock: Clock) -> None:
    try:
        if chores.claim(chore.name, chore.every, from_unix(clock.now())):
            chore.do()
    except Exception:
        logger.exception("upkeep.failed", chore=chore.name)
