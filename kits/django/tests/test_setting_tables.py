"""A table of settings is a value: complete, and the same for whoever holds it."""

import pytest
from seismo_django.conf.kinds import FLAG, NUMBER
from seismo_django.conf.rows import Table, section, setting


class Inner(Table):
    number: int = setting(3, NUMBER, "A number.")


class Outer(Table):
    flag: bool = setting(True, FLAG, "A flag.", "FAKE_FLAG")
    inner: Inner = section(Inner, "A section.")


def test_what_is_not_told_has_its_default() -> None:
    told = Outer(flag=False)
    assert (told.flag, told.inner.number) == (False, 3)


def test_a_copy_differs_in_what_is_named() -> None:
    first = Outer()
    second = first.but(inner=Inner(number=4))
    assert (first.inner.number, second.inner.number, second.flag) == (3, 4, True)


def test_those_that_say_the_same_are_equal() -> None:
    assert Outer() == Outer(inner=Inner(number=3))
    assert Outer() != Outer(inner=Inner(number=4))


def test_nobody_changes_it() -> None:
    with pytest.raises(AttributeError, match="Outer cannot be changed"):
        Outer().flag = False


def test_what_it_does_not_have_cannot_be_told() -> None:
    with pytest.raises(TypeError, match="Outer has no flagg"):
        Outer(flagg=False)
