"""How many examples a property is tried with."""

import os

FACTOR = int(os.environ.get("TEST_EXAMPLES", "1"))


def examples(number: int) -> int:
    """So many of them in every run, and as many times more as the environment asks for, as by night."""
    return number * FACTOR
