import pytest

from seismo.protocol.dsn import Dsn, format_dsn, parse_dsn
from seismo.protocol.errors import AuthInvalid

KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "dsn"),
    [
        pytest.param(
            f"https://{KEY}@errors.test/5",
            Dsn("https", KEY, "errors.test", None, "", 5),
            id="plain",
        ),
        pytest.param(
            f"http://{KEY}@127.0.0.1:8000/5", Dsn("http", KEY, "127.0.0.1", 8000, "", 5), id="port"
        ),
        pytest.param(
            f"https://{KEY}@errors.test/a/b/5",
            Dsn("https", KEY, "errors.test", None, "/a/b", 5),
            id="path prefix",
        ),
        pytest.param(
            f"https://{KEY}:fakesecret@errors.test/5",
            Dsn("https", KEY, "errors.test", None, "", 5),
            id="a secret is ignored",
        ),
        pytest.param(
            f"https://{KEY.upper()}@errors.test/5/",
            Dsn("https", KEY, "errors.test", None, "", 5),
            id="upper case and a slash at the end",
        ),
        pytest.param(f"https://{KEY}@[::1]/5", Dsn("https", KEY, "::1", None, "", 5), id="IPv6"),
    ],
)
def test_a_dsn_is_read(text: str, dsn: Dsn) -> None:
    assert parse_dsn(text) == dsn


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(f"ftp://{KEY}@errors.test/5", id="scheme"),
        pytest.param(f"https://{KEY}@/5", id="no host"),
        pytest.param("https://errors.test/5", id="no key"),
        pytest.param("https://abc@errors.test/5", id="short key"),
        pytest.param(f"https://{KEY}@errors.test/", id="no project"),
        pytest.param(f"https://{KEY}@errors.test/shop", id="project is a word"),
        pytest.param(f"https://{KEY}@errors.test/²", id="project is a superscript"),
        pytest.param(f"https://{KEY}@errors.test:99999/5", id="port out of range"),
        pytest.param(f"https://{KEY}@[::1/5", id="open bracket"),
    ],
)
def test_what_is_no_dsn_is_refused(text: str) -> None:
    with pytest.raises(AuthInvalid) as caught:
        parse_dsn(text)
    assert caught.value.status == 400


@pytest.mark.parametrize(
    "base", ["https://errors.test", "http://127.0.0.1:8000/", "https://e.test/x/"]
)
def test_a_formatted_dsn_reads_back_as_the_same_project(base: str) -> None:
    dsn = parse_dsn(format_dsn(base, KEY, 7))
    assert (dsn.public_key, dsn.project_id) == (KEY, 7)


def test_a_dsn_keeps_the_path_under_which_the_server_runs() -> None:
    assert (
        format_dsn("https://errors.test/sentry/", KEY, 7) == f"https://{KEY}@errors.test/sentry/7"
    )


def test_a_dsn_is_not_made_from_a_base_without_a_host() -> None:
    with pytest.raises(ValueError, match="not a base URL"):
        format_dsn("errors.test", KEY, 7)
