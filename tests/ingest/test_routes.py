import pytest
from ingest.door import KEY, Door

from seismo.model.outcome import Reason

SESSION = b'{}\n{"type":"session"}\n{}'


@pytest.mark.parametrize(
    "path",
    ["/api/1/envelope/", "/api/1/envelope", "//api//1//envelope//", "/api/1/envelope///"],
)
def test_slashes_may_be_doubled_or_missing(door: Door, path: str) -> None:
    assert door.post(SESSION, path).status == 200


def test_the_server_may_run_under_a_path(door: Door) -> None:
    door.root_path = "/sentry"
    assert door.post(SESSION).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/1/unreal/",
        "/api/1/cron/",
        "/api/1/cron/a/b/c/",
        "/api/security/",
        "/api/1/envelope/more/",
        "/api/1/",
        "/api/1",
        "/api/envelope/",
        "/api/x/envelope/",
        "/api/²/envelope/",
        f"/api/{'1' * 30}/envelope/",
        "/api/1/en\nvelope/",
        "/",
        "",
    ],
)
def test_another_path_is_a_404_that_names_the_endpoints(door: Door, path: str) -> None:
    reply = door.post(SESSION, path)
    assert reply.status == 404
    assert "/api/<project id>/: envelope, store, security" in reply.json["causes"][0]
    assert "envelope" in reply.headers["x-sentry-error"]


@pytest.mark.parametrize("path", ["unreal/", "upload/", "playstation/"])
def test_what_is_sent_to_a_door_that_is_missing_is_an_outcome(door: Door, path: str) -> None:
    door.post(b"{}")
    door.post(b"x", f"/api/1/{path}")
    assert [d.reason for r in door.records() for d in r.dropped] == [Reason.UNSUPPORTED]


def test_a_nonsense_path_leaves_nothing(door: Door) -> None:
    door.post(b"{}")
    door.post(b"x", "/api/1/wp-login.php")
    assert door.records() == []


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/1/envelope/", "POST, OPTIONS"),
        ("/api/1/minidump/", "POST, OPTIONS"),
        ("/api/1/store/", "GET, POST, OPTIONS"),
        ("/api/store/", "GET, POST, OPTIONS"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD"])
def test_another_method_is_a_405_in_json(door: Door, method: str, path: str, allowed: str) -> None:
    reply = door.ask(method, path)
    assert (reply.status, reply.json["detail"]) == (405, "method not allowed")
    assert reply.headers["allow"] == allowed


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/1/envelope/", "POST"),
        ("/api/store/", "GET, POST"),
        ("/api/1/security/", "POST"),
        ("/api/1/cron/nightly/", "GET, POST"),
        ("/api/1/nothing/", "POST"),
    ],
)
def test_a_preflight_allows_what_browsers_send(door: Door, path: str, methods: str) -> None:
    reply = door.ask("OPTIONS", path)
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-allow-methods"] == methods
    assert reply.headers["access-control-max-age"] == "3600"
    allowed = set(reply.headers["access-control-allow-headers"].split(", "))
    assert {"x-sentry-auth", "content-type", "content-encoding", "sentry-trace"} <= allowed


@pytest.mark.parametrize(
    ("method", "path", "query", "status"),
    [
        ("POST", "/api/1/envelope/", f"sentry_key={KEY}", 200),
        ("POST", "/api/1/envelope/", "", 401),
        ("POST", "/api/1/envelope/", f"sentry_key={'a' * 32}", 403),
        ("POST", "/api/1/nothing/", "", 404),
        ("GET", "/api/1/envelope/", "", 405),
    ],
)
def test_every_answer_may_be_read_by_any_page(
    door: Door, method: str, path: str, query: str, status: int
) -> None:
    reply = door.ask(method, path, SESSION, query)
    assert reply.status == status
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-expose-headers"] == (
        "x-sentry-error, x-sentry-rate-limits, retry-after"
    )
