"""Business that is timed."""

from dataclasses import dataclass

from seismo_django import operation, service


@dataclass
class Shift:
    role: str


@operation("shift.create", attributes=lambda shift, **_: {"role": shift.role})
def create_shift(shift: Shift, notify: bool = True) -> None:
    """As long as it takes."""


def pay() -> None:
    with service("stripe"):
        raise TimeoutError("no answer of the bank")
