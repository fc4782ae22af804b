"""Which of two releases is the newer one, and why."""

import pytest

from seismo.model.release import Scheme, SeenRelease, compare, newest, package_of

OLDER_DATE, NEWER_DATE = 100.0, 200.0


@pytest.mark.parametrize(
    ("scheme", "one", "other", "order", "by"),
    [
        ("automatic", "10.18.7", "10.24.0", -1, "by semver"),
        ("automatic", "v1.2.0", "1.2", 0, "by semver"),
        ("automatic", "shop@1.10.0", "shop@1.9.0", 1, "by semver"),
        ("automatic", "shop@2.0.0", "1.9.0", 1, "by semver"),
        ("automatic", "1.0.0-rc.1", "1.0.0", -1, "by semver"),
        ("automatic", "1.0.0+9", "1.0.0+10", -1, "by semver"),
        ("automatic", "shop@1.0.0", "web@2.0.0", 1, "by the time they were first seen"),
        ("automatic", "512", "1024", -1, "by build number"),
        ("automatic", "build-9", "build-10", 1, "by the time they were first seen"),
        ("automatic", "9f8e7d", "1.2.0", 1, "by the time they were first seen"),
        ("build", "shop@1.2.0+9", "shop@1.1.0+10", -1, "by build number"),
        ("build", "nightly", "stable", 1, "by the time they were first seen"),
        ("date", "1.0.0", "2.0.0", 1, "by the time they were first seen"),
        ("semver", "1024", "512", 1, "by the time they were first seen"),
        ("semver", "1.1.0", "1.2.0", -1, "by semver"),
    ],
)
def test_two_releases_have_an_order_and_a_reason(
    scheme: str, one: str, other: str, order: int, by: str
) -> None:
    found = compare(SeenRelease(one, NEWER_DATE), SeenRelease(other, OLDER_DATE), Scheme(scheme))

    assert (found.order, found.explanation.endswith(by)) == (order, True)


def test_the_reason_names_both_and_their_order() -> None:
    found = compare(SeenRelease("10.18.7", 2.0), SeenRelease("10.24.0", 1.0), Scheme.AUTOMATIC)

    assert found.explanation == "compared 10.18.7 < 10.24.0 by semver"


def test_a_release_is_as_new_as_itself() -> None:
    assert compare(SeenRelease("a", 1.0), SeenRelease("a", 2.0), Scheme.DATE).order == 0


@pytest.mark.parametrize(
    ("scheme", "names", "expected"),
    [
        ("automatic", ["1.9.0", "1.10.0", "1.9.1"], "1.10.0"),
        ("automatic", ["1.9.0", "1.10.0", "c0ffee1"], "1.10.0"),
        ("automatic", ["1.9.0", "beef", "c0ffee1"], "c0ffee1"),
        ("automatic", ["7", "12", "9"], "12"),
        ("date", ["1.9.0", "1.10.0", "1.9.1"], "1.9.1"),
        ("build", ["a+3", "b+2"], "a+3"),
    ],
)
def test_the_newest_release_is_the_last_in_their_order(
    scheme: str, names: list[str], expected: str
) -> None:
    releases = [SeenRelease(name, float(moment)) for moment, name in enumerate(names)]

    found = newest(releases, Scheme(scheme))

    assert found is not None
    assert found.name == expected


def test_no_release_is_the_newest_of_none() -> None:
    assert newest([], Scheme.AUTOMATIC) is None


def test_the_package_of_a_version_stands_before_its_at_sign() -> None:
    assert [package_of(name) for name in ("shop@1.2", "1.2", "c0ffee")] == ["shop", "", ""]
