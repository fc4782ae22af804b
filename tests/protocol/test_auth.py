import base64

import pytest

from seismo.protocol.auth import Credentials, parse_auth
from seismo.protocol.errors import AuthInvalid

KEY = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("headers", "query", "client"),
    [
        pytest.param(
            {
                "x-sentry-auth": f"Sentry sentry_key={KEY}, sentry_version=7, "
                "sentry_client=sentry.python/2.75.0"
            },
            "",
            "sentry.python/2.75.0",
            id="X-Sentry-Auth",
        ),
        pytest.param(
            {"x-sentry-auth": f"sentry sentry_version=7,sentry_key={KEY}"}, "", "", id="lower case"
        ),
        pytest.param({"x-sentry-auth": f"sentry_key={KEY}"}, "", "", id="no scheme"),
        pytest.param(
            {"x-sentry-auth": f"Sentry sentry_key={KEY}, sentry_client=raven%2F1"},
            "",
            "raven/1",
            id="url-encoded value",
        ),
        pytest.param(
            {"x-sentry-auth": f"Sentry sentry_key={KEY}, sentry_secret=fakesecret"},
            "",
            "",
            id="a secret is ignored",
        ),
        pytest.param(
            {"authorization": f"Sentry sentry_key={KEY}, sentry_client=cli/1"},
            "",
            "cli/1",
            id="Authorization: Sentry",
        ),
        pytest.param({"authorization": basic(f"{KEY}:")}, "", "", id="Authorization: Basic"),
        pytest.param(
            {},
            f"sentry_version=7&sentry_key={KEY}&sentry_client=sentry.javascript.browser%2F11.12.0",
            "sentry.javascript.browser/11.12.0",
            id="query",
        ),
        pytest.param({}, f"sentry_key={KEY.upper()}", "", id="upper-case key"),
    ],
)
def test_credentials_are_found(headers: dict[str, str], query: str, client: str) -> None:
    assert parse_auth(headers, query) == Credentials(KEY, 7, client)


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param({}, "page=2&sentry_environment=prod", id="other parameters"),
        pytest.param({"authorization": "Bearer faketoken"}, "", id="another scheme"),
    ],
)
def test_a_request_may_carry_no_credentials(headers: dict[str, str], query: str) -> None:
    assert parse_auth(headers, query) is None


def test_the_same_key_in_header_and_query_is_accepted() -> None:
    credentials = parse_auth({"x-sentry-auth": f"Sentry sentry_key={KEY}"}, f"sentry_key={KEY}")
    assert credentials == Credentials(KEY)


def test_different_keys_are_refused_with_401() -> None:
    with pytest.raises(AuthInvalid, match="multiple authorization payloads detected") as caught:
        parse_auth({"x-sentry-auth": f"Sentry sentry_key={KEY}"}, f"sentry_key={OTHER}")
    assert caught.value.status == 401


@pytest.mark.parametrize(
    ("headers", "query", "path_key"),
    [
        pytest.param({}, f"sentry_key={OTHER}", None, id="in the query"),
        pytest.param({}, "", OTHER, id="in the path"),
        pytest.param({}, "", "", id="in the path, empty"),
        pytest.param({"authorization": basic(OTHER)}, "", None, id="in another header"),
    ],
)
def test_a_header_that_came_before_hides_no_second_key(
    headers: dict[str, str], query: str, path_key: str | None
) -> None:
    own = {"x-sentry-auth": f"Sentry sentry_key={KEY}"}
    assert parse_auth(own, "") == Credentials(KEY)
    with pytest.raises(AuthInvalid):
        parse_auth({**own, **headers}, query, path_key)


def test_a_malformed_header_is_refused_every_time() -> None:
    for _ in range(2):
        with pytest.raises(AuthInvalid):
            parse_auth({"x-sentry-auth": "Sentry sentry_version=7"}, "")


def test_the_login_of_a_proxy_is_not_taken_for_a_second_key() -> None:
    headers = {"authorization": basic("alice:fakepassword")}
    assert parse_auth(headers, f"sentry_key={KEY}") == Credentials(KEY)


def test_a_second_key_as_basic_login_is_refused() -> None:
    with pytest.raises(AuthInvalid, match="multiple authorization payloads"):
        parse_auth({"authorization": basic(f"{OTHER}:")}, f"sentry_key={KEY}")


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        pytest.param({"x-sentry-auth": "Sentry sentry_key=abc"}, "", id="short"),
        pytest.param({"x-sentry-auth": f"Sentry sentry_key={'g' * 32}"}, "", id="not hexadecimal"),
        pytest.param({}, "sentry_key=", id="empty"),
        pytest.param({"authorization": basic("alice:fakepassword")}, "", id="basic name"),
        pytest.param({"authorization": "Basic ###"}, "", id="basic not base64"),
        pytest.param(
            {"authorization": basic("é").removesuffix("=") + "/w=="}, "", id="basic bytes"
        ),
    ],
)
def test_a_malformed_key_is_refused_with_400(headers: dict[str, str], query: str) -> None:
    with pytest.raises(AuthInvalid, match="bad sentry DSN public key") as caught:
        parse_auth(headers, query)
    assert caught.value.status == 400


def test_a_header_without_a_key_is_refused_with_401() -> None:
    with pytest.raises(AuthInvalid, match="bad authorization payload") as caught:
        parse_auth({"x-sentry-auth": "Sentry sentry_version=7"}, "")
    assert caught.value.status == 401


@pytest.mark.parametrize(("text", "version"), [("", 7), ("7", 7), ("2.0", 2), ("5", 5)])
def test_versions_up_to_seven_are_spoken(text: str, version: int) -> None:
    credentials = parse_auth({}, f"sentry_key={KEY}&sentry_version={text}")
    assert credentials == Credentials(KEY, version)


@pytest.mark.parametrize("version", ["8", "99999999", "seven", "-1"])
def test_other_versions_are_refused_with_400(version: str) -> None:
    with pytest.raises(AuthInvalid, match="unsupported protocol version") as caught:
        parse_auth({}, f"sentry_key={KEY}&sentry_version={version}")
    assert caught.value.status == 400
