"""Work in stages that many go through together. Pure.

The code of one stage fits into the nearest cache of the processor, that of the whole way of an event does
not: when each goes all the way alone, every function is fetched again for each, which takes a third of the
time of a small one. So work that takes long is a generator that yields between its stages, and what came at
the same time goes through each stage together.
"""

from collections.abc import Callable, Generator, Sequence
from typing import TypeAlias, TypeVar

Value = TypeVar("Value")
Failure = TypeVar("Failure")

Stages: TypeAlias = Generator[None, None, Value]
"""Yields after each stage but the last, and returns what was made."""


def alone(work: Stages[Value]) -> Value:
    """What becomes of work that goes all the way by itself."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            made: Value = end.value
            return made


def together(
    works: Sequence[Stages[Value]], failed: Callable[[Exception], Failure]
) -> list[Value | Failure]:
    """What becomes of each, in their order. The failure of one changes nothing for the others."""
    made: dict[int, Value | Failure] = {}
    going = dict(enumerate(works))
    while going:
        for place, work in list(going.items()):
            try:
                next(work)
                continue
            except StopIteration as end:
                made[place] = end.value
            except Exception as error:
                made[place] = failed(error)
            del going[place]
    return [made[place] for place in range(len(works))]
