"""The id of a request, and which event an exception became."""

from typing import Any

import pytest
from kit_support.sites import Site
from seismo_django.requests.routes import named


@pytest.fixture(scope="module")
def ids(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = site.get("/ids/").json()
    return found


@pytest.mark.parametrize("case", ["captured", "led_to", "event_id"])
def test_an_exception_knows_its_own_event(ids: dict[str, Any], case: str) -> None:
    assert ids[case] == ids["sent"]


def test_an_exception_that_nobody_captured_has_no_event(ids: dict[str, Any]) -> None:
    assert ids["ignored"] is None


def test_the_answer_names_the_request(site: Site) -> None:
    answer = site.get("/ids/")

    assert answer.headers["X-Request-ID"] == answer.json()["request_id"]


def test_the_id_of_the_proxy_is_kept(site: Site) -> None:
    assert site.get("/", x_request_id="proxy-0001").headers["X-Request-ID"] == "proxy-0001"


@pytest.mark.parametrize(
    "hostile", ["short", "x" * 65, "<script>alert(1)</script>", "two words here"]
)
def test_a_strange_request_id_is_replaced(site: Site, hostile: str) -> None:
    given = site.get("/", x_request_id=hostile).headers["X-Request-ID"]

    assert len(given) == 32
    assert given.isalnum()


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ("", "/"),
        ("user/<int:pk>/", "/user/{pk}/"),
        ("<slug>/x", "/{slug}/x"),
        (r"^user/(?P<pk>[0-9]+)/$", "/user/{pk}/"),
        (r"^a/(?:b|c)/(\d+)\.json$", "/a/b|c/{var}.json"),
    ],
)
def test_a_route_has_one_name(route: str, name: str) -> None:
    assert named(route) == name
