from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from seismo.digest.grouping import (
    LATEST,
    Explanation,
    Grouping,
    explain,
    group,
    grouping_rules,
    mark_in_app,
)
from seismo.model.event import Event

RULES = grouping_rules(LATEST)
NAMELESS = {"event_id": "0" * 32, "timestamp": 1.0, "received": 1.0}


def _event(body: dict[str, Any]) -> Event:
    return mark_in_app(msgspec.convert({**NAMELESS, **body}, Event))


@pytest.fixture
def grouped() -> Callable[[dict[str, Any]], Grouping]:
    """From the fields of an event to its grouping."""
    return lambda body: group(_event(body), RULES)


@pytest.fixture
def explained() -> Callable[[dict[str, Any]], Explanation]:
    """From the fields of an event to the explanation of its grouping."""
    return lambda body: explain(_event(body), RULES)
