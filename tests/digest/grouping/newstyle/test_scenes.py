"""Realistic events of all platforms: what one bug looks like from event to event, and its neighbors."""

from collections.abc import Callable
from itertools import combinations

import pytest
from support.scenes import Json, Scene
from support.scenes.compiled import COMPILED
from support.scenes.managed import MANAGED
from support.scenes.python import PYTHON
from support.scenes.web import WEB

from seismo.digest.grouping import Explanation, Grouping

SCENES: dict[str, Scene] = {**PYTHON, **WEB, **MANAGED, **COMPILED}
EVENTS = [event for scene in SCENES.values() for event in (*scene.same, *scene.others)]


def test_the_scenes_are_many_events_of_many_platforms() -> None:
    assert len(EVENTS) >= 150
    assert len({event["platform"] for event in EVENTS}) >= 14


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_one_bug_is_one_issue(scene: Scene, grouped: Callable[[Json], Grouping]) -> None:
    assert len({grouped(event).hashes[0] for event in scene.same}) == 1


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES.keys())
def test_other_bugs_are_other_issues(scene: Scene, grouped: Callable[[Json], Grouping]) -> None:
    apart = [set(grouped(event).hashes) for event in (scene.same[0], *scene.others)]

    assert not any(left & right for left, right in combinations(apart, 2))


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_explained_by_its_hashes(
    event: Json,
    grouped: Callable[[Json], Grouping],
    explained: Callable[[Json], Explanation],
) -> None:
    assert explained(event).hashes == grouped(event).hashes
