"""What fuzzing has found, or began with, stays harmless."""

from pathlib import Path

import pytest
from fuzz.targets import TARGETS

SEEDS = sorted((Path(__file__).parent / "seeds").glob("*/*"))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"{seed.parent.name}/{seed.name}")
def test_a_seed_is_harmless(seed: Path) -> None:
    TARGETS[seed.parent.name](seed.read_bytes())
