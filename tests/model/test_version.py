"""Releases as versions."""

from itertools import pairwise

import pytest

from seismo.model.version import parse_version

ASCENDING = [
    "0.9",
    "1.0.0-alpha",
    "shop@1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-rc.2",
    "1.0.0-rc.10",
    "v1.0.0",
    "1.0.0.1",
    "1.2",
    "@scope/shop@1.10.0+build.7",
]


@pytest.mark.parametrize(("lower", "higher"), list(pairwise(ASCENDING)))
def test_versions_have_the_order_of_semver(lower: str, higher: str) -> None:
    one, two = parse_version(lower), parse_version(higher)

    assert one is not None
    assert two is not None
    assert one.order < two.order


@pytest.mark.parametrize(
    "release", ["", "a1b2c3d", "shop@main", "2026-11-22T10", "1.2.3.4.5", "1..2"]
)
def test_other_releases_are_no_versions(release: str) -> None:
    assert parse_version(release) is None


def test_a_release_has_parts() -> None:
    version = parse_version("@scope/shop@1.2.3-rc.1+42")

    assert version is not None
    assert (version.package, version.text, version.build) == ("@scope/shop", "1.2.3-rc.1", "42")


def test_a_build_has_no_rank() -> None:
    one, two = parse_version("1.2.3+1"), parse_version("1.2.3+2")

    assert one is not None
    assert two is not None
    assert one.order == two.order
