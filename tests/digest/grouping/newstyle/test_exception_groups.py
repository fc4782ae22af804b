from collections.abc import Callable
from typing import Any

import pytest

from seismo.digest.grouping import Grouping

Json = dict[str, Any]
Grouped = Callable[[Json], Grouping]


def raised(type: str, number: int, parent: int | None, **fields: Any) -> Json:
    """An exception that the SDK has numbered, with one frame."""
    numbers = {"exception_id": number, "parent_id": parent, **fields.pop("mechanism", {})}
    mechanism = {name: value for name, value in numbers.items() if value is not None}
    frame = {"function": type.lower(), "module": "shop", "in_app": True}
    return {"type": type, "mechanism": mechanism, "stacktrace": {"frames": [frame]}, **fields}


def group_of(type: str, number: int, parent: int | None) -> Json:
    return raised(type, number, parent, mechanism={"is_exception_group": True})


def event(*exceptions: Json, platform: str = "python") -> Json:
    return {"platform": platform, "exception": {"values": list(exceptions)}}


ROOT = group_of("ExceptionGroup", 0, None)


def test_a_group_of_equal_members_is_grouped_as_one_member(grouped: Grouped) -> None:
    three = event(*(raised("PayError", number, 0) for number in (3, 2, 1)), ROOT)
    alone = event(raised("PayError", 0, None))

    assert grouped(three).hashes == grouped(alone).hashes


def test_a_lone_kind_of_member_names_the_issue(grouped: Grouped) -> None:
    assert grouped(event(raised("PayError", 1, 0), ROOT)).main_exception_id == 1


def test_a_member_keeps_its_causes(grouped: Grouped) -> None:
    in_group = event(raised("DbError", 2, 1), raised("PayError", 1, 0), ROOT)
    alone = event(raised("DbError", 1, 0), raised("PayError", 0, None))

    assert grouped(in_group).hashes == grouped(alone).hashes


def test_members_of_inner_groups_count_as_members(grouped: Grouped) -> None:
    inner = event(raised("PayError", 2, 1), group_of("ExceptionGroup", 1, 0), ROOT)

    assert grouped(inner).main_exception_id == 2


def test_how_often_each_kind_occurs_does_not_matter(grouped: Grouped) -> None:
    once = event(raised("PayError", 2, 0), raised("DbError", 1, 0), ROOT)
    twice = event(raised("PayError", 3, 0), raised("DbError", 2, 0), raised("DbError", 1, 0), ROOT)

    assert grouped(once).hashes == grouped(twice).hashes


def test_another_kind_of_member_makes_another_issue(grouped: Grouped) -> None:
    two = event(raised("PayError", 2, 0), raised("DbError", 1, 0), ROOT)
    other = event(raised("PayError", 2, 0), raised("NetError", 1, 0), ROOT)

    assert not set(grouped(two).hashes) & set(grouped(other).hashes)


def test_a_group_of_several_kinds_has_no_main_exception(grouped: Grouped) -> None:
    two = event(raised("PayError", 2, 0), raised("DbError", 1, 0), ROOT)

    assert grouped(two).main_exception_id is None


BROKEN = {
    "no ids": (raised("PayError", 1, 0, mechanism={"exception_id": None}), ROOT),
    "twice the same id": (raised("PayError", 1, 0), raised("DbError", 1, 0), ROOT),
    "its own parent": (raised("PayError", 1, 1), ROOT),
    "no root": (raised("PayError", 2, 1), group_of("ExceptionGroup", 1, None)),
    "a parent that is not there": (raised("PayError", 1, 7), ROOT),
    "a root with a parent": (raised("PayError", 1, 0), group_of("ExceptionGroup", 0, 1)),
    "a root that is no group": (group_of("ExceptionGroup", 1, 0), raised("PayError", 0, None)),
    "no members": (group_of("ExceptionGroup", 1, 0), ROOT),
}


@pytest.mark.parametrize("exceptions", BROKEN.values(), ids=BROKEN.keys())
def test_a_tree_that_is_none_is_grouped_as_a_flat_list(
    exceptions: tuple[Json, ...], grouped: Grouped
) -> None:
    flat = [{**raised_, "mechanism": {}} for raised_ in exceptions]

    assert grouped(event(*exceptions)) == grouped(event(*flat))


RECOVERED = "Hydration failed but React was able to recover, see the cause"


def test_the_cause_names_an_error_that_react_recovered_from(grouped: Grouped) -> None:
    cause = raised("TypeError", 1, 0, mechanism={"source": "cause"})
    wrapper = raised("Error", 0, None, value=RECOVERED)

    assert grouped(event(cause, wrapper, platform="javascript")).main_exception_id == 1


def test_the_inner_exception_names_an_error_that_rxjava_wrapped(grouped: Grouped) -> None:
    inner = raised("PayError", 1, 0)
    wrapper = raised("UndeliverableException", 0, None, module="io.reactivex.rxjava3.exceptions")

    assert grouped(event(inner, wrapper, platform="java")).main_exception_id == 1


def test_an_ordinary_cause_does_not_name_the_issue(grouped: Grouped) -> None:
    chained = event(raised("DbError", 1, 0), raised("PayError", 0, None))

    assert grouped(chained).main_exception_id is None
