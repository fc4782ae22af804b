"""What an error event carries of its request and of the application (rows E1 to E14)."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from kit_support.server import Project, Server
from kit_support.sites import Sites
from seismo_django import conf
from seismo_django.requests.user import fields_of

VISITS = {
    "balanced": ("/whoami/", "/broken-transaction/", "/token/", "/described/"),
    "sources": ("/in/view/", "/in/template/", "/in/database/", "/in/middleware/"),
    "strict": ("/whoami/?week=52",),
    "full": ("/whoami/?week=52", "/described/"),
    "asgi": ("/whoami/", "/async/"),
}
SETTINGS: dict[str, dict[str, Any]] = {
    "balanced": {"USER_PREFERENCES": {"theme": "cookie:theme", "timezone": "auto"}},
    "sources": {},
    "strict": {"PRIVACY": "strict"},
    "full": {"PRIVACY": "full", "USER_ROLE": "groups", "TRUSTED_PROXIES": ["127.0.0.0/8"]},
    "asgi": {},
}
UPLOADED = {"scan": ("scan.png", b"fake-picture", "image/png")}
Events = dict[str, dict[str, Any]]
HEADERS = {
    "user-agent": "Mozilla/5.0 (test)",
    "referer": "http://shop.test/dashboard/?tab=1",
    "x-forwarded-for": "6.6.6.6, 203.0.113.9, 127.0.0.7",
}


@pytest.fixture(scope="module")
def projects(seismo: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """By way of setting up: the project, and the events of a signed-in visitor by path."""
    with ExitStack() as stack:
        sites = Sites(tmp_path_factory.mktemp("carried"), stack)
        found: dict[str, Any] = {}
        for name, paths in VISITS.items():
            project = seismo.project()
            site = sites.start(SETTINGS[name], asgi=name == "asgi", SENTRY_DSN=project.dsn)
            site.http.cookies.set("theme", "dark")
            site.http.get("/sign-in/")
            for path in paths:
                site.http.get(path, headers=HEADERS)
            if name == "sources":
                site.http.post(
                    "/token/", json={"item": "tea", "note": {"cups": 2}}, headers=HEADERS
                )
                site.http.post("/posted/?week=52", data={"item": "rice"})
                form = {"item": "lentils", "password": "fake-password"}
                site.http.post("/taken/upload/", data=form, files=UPLOADED)
                site.http.post("/taken/large/", json={"item": "salt", "filler": "z" * 20_000})
                site.http.post("/taken/read/", json={"item": "oil"})
            found[name] = project
        yield found


def event_of(projects: dict[str, Project], way: str, title: str) -> dict[str, Any]:
    return projects[way].event(title)


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("view", "LookupError: in a view"),
        ("template", "TemplateSyntaxError"),
        ("database", "OperationalError"),
        ("middleware", "LookupError: in a middleware"),
    ],
)
def test_E1_each_source_of_errors_is_reported(
    projects: dict[str, Project], source: str, title: str
) -> None:
    assert event_of(projects, "sources", title)["transaction"] == "/in/{source}/"


def test_E1_a_template_error_shows_the_line_of_the_template(projects: dict[str, Project]) -> None:
    (value,) = event_of(projects, "sources", "TemplateSyntaxError")["exception"]["values"][-1:]

    assert any("{% no_such_tag %}" in str(frame) for frame in value["stacktrace"]["frames"])


def test_E3_the_body_of_an_api_is_told(projects: dict[str, Project]) -> None:
    request = event_of(projects, "sources", "with tea")["request"]

    assert request["method"] == "POST"
    assert request["data"] == {"item": "tea", "note": {"cups": 2}}


def test_E3_a_form_and_its_query_are_told(projects: dict[str, Project]) -> None:
    request = event_of(projects, "sources", "with rice")["request"]

    assert request["url"].endswith("/posted/")
    assert request["data"] == {"item": "rice"}
    assert ["week", "52"] in request["query_string"]


def test_E3_an_upload_is_told_without_its_bytes_and_its_secrets(
    projects: dict[str, Project],
) -> None:
    event = event_of(projects, "sources", "UploadError")

    assert event["request"]["data"]["item"] == "lentils"
    assert event["request"]["data"]["password"] == "[Filtered]"
    assert "fake-picture" not in str(event)


def test_E3_a_body_beyond_the_limit_is_left_out(projects: dict[str, Project]) -> None:
    event = event_of(projects, "sources", "LargeError")

    assert event["request"]["method"] == "POST"
    assert "z" * 11_000 not in str(event)


def test_E3_a_stream_that_was_read_stops_nothing(projects: dict[str, Project]) -> None:
    event = event_of(projects, "sources", "ReadError")

    assert event["request"]["url"].endswith("/taken/read/")


class Member:
    """A user as a project may have: no mail address, and known by a number of its own."""

    pk, number = "6f1c", 77

    def get_username(self) -> str:
        return "ada"


@pytest.mark.parametrize(
    ("said", "told"),
    [({}, "6f1c"), ({"USER_ID": "number"}, "77")],
    ids=["its key", "as USER_ID says"],
)
def test_E4_a_user_model_of_ones_own_will_do(said: dict[str, str], told: str) -> None:
    conf.use(conf.read(said, {}, debug=False))
    try:
        assert fields_of(Member(), ("id", "username", "email")) == {"id": told, "username": "ada"}
    finally:
        conf.forget()


def test_E4_the_user_id_is_sent_and_nothing_else(projects: dict[str, Project]) -> None:
    assert event_of(projects, "balanced", "of a visitor")["user"] == {"id": "1"}


def test_E4_full_tells_name_mail_address_and_role(projects: dict[str, Project]) -> None:
    event = event_of(projects, "full", "of a visitor")
    user = event["user"]

    assert (user["id"], user["username"]) == ("1", "john.smith")
    assert user["email"] == "john.smith@example.test"
    assert ["user.role", "Manager"] in event["tags"]


def test_E4_strict_hashes_the_id(projects: dict[str, Project]) -> None:
    user = event_of(projects, "strict", "of a visitor")["user"]

    assert list(user) == ["id"]
    assert user["id"].startswith("anon-")


def test_E4_the_user_of_a_token_is_known(projects: dict[str, Project]) -> None:
    assert event_of(projects, "balanced", "of a token")["user"] == {"id": "1"}


def test_E4_a_broken_transaction_is_not_asked(projects: dict[str, Project]) -> None:
    assert not event_of(projects, "balanced", "broken transaction").get("user")


def test_E4_an_event_loop_is_not_asked(projects: dict[str, Project]) -> None:
    assert not event_of(projects, "asgi", "in an event loop").get("user")


@pytest.mark.parametrize("title", ["of a visitor", "of an async view"])
def test_E4_the_user_is_known_under_asgi(projects: dict[str, Project], title: str) -> None:
    assert event_of(projects, "asgi", title)["user"] == {"id": "1"}


def test_E4_what_was_set_by_hand_obeys_privacy(projects: dict[str, Project]) -> None:
    assert event_of(projects, "balanced", "just so")["user"] == {"id": "77"}


def test_E5_preferences_are_a_context(projects: dict[str, Project]) -> None:
    contexts = event_of(projects, "balanced", "of a visitor")["contexts"]

    assert contexts["user_preferences"] == {
        "theme": "dark",
        "timezone": "America/Chicago",
        "type": "user_preferences",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("method", "GET"),
        ("query_string", "week=52"),
        ("user_agent", "Mozilla/5.0 (test)"),
        ("referrer", "http://shop.test/dashboard/?tab=1"),
        ("ip_address", "203.0.113.9"),
        ("route", "/whoami/"),
    ],
)
def test_E6_the_request_is_a_context(projects: dict[str, Project], name: str, value: str) -> None:
    assert event_of(projects, "full", "of a visitor")["contexts"]["request"][name] == value


def test_E6_strict_tells_neither_query_nor_address(projects: dict[str, Project]) -> None:
    told = event_of(projects, "strict", "of a visitor")["contexts"]["request"]

    assert "query_string" not in told
    assert "ip_address" not in told
    assert told["referrer"] == "http://shop.test/dashboard/"


@pytest.mark.parametrize("way", ["balanced", "asgi"])
def test_E7_the_exception_is_a_context(projects: dict[str, Project], way: str) -> None:
    told = event_of(projects, way, "of a visitor")["contexts"]["exception"]

    assert told["type"] == "ValueError"
    assert told["message"] == "of a visitor"
    assert (told["request_method"], told["request_path"]) == ("GET", "/whoami/")


def test_E9_a_breadcrumb_by_hand_has_its_data(projects: dict[str, Project]) -> None:
    crumbs = event_of(projects, "balanced", "the sum is wrong")["breadcrumbs"]["values"]
    (crumb,) = [crumb for crumb in crumbs if crumb["category"] == "ocr"]

    assert crumb["data"] == {"pages": {"read": 3}}


@pytest.mark.parametrize(
    ("context", "name", "value"),
    [
        ("payment", "total", "12.50"),
        ("payment", "by", "auth.User#1"),
        ("payment", "all", "<QuerySet of auth.User>"),
        ("exam", "name", "Monday"),
    ],
)
def test_E10_values_of_django_are_readable(
    projects: dict[str, Project], context: str, name: str, value: str
) -> None:
    assert event_of(projects, "balanced", "the sum is wrong")["contexts"][context][name] == value


def test_E11_tags_are_for_filtering(projects: dict[str, Project]) -> None:
    tags = dict(event_of(projects, "balanced", "the sum is wrong")["tags"])

    assert tags["payment_method"] == "razorpay"
    assert tags["exam_type"] == "oral"
    assert len(tags["long"]) == 200
    assert "nothing" not in tags


def test_E14_a_capture_by_hand_gives_the_id_of_its_event(projects: dict[str, Project]) -> None:
    event = event_of(projects, "balanced", "just so")

    assert event["level"] == "warning"
