"""Rows T1, T2 and L9: errors on purpose, previews, and what a page tells the browser's SDK."""

import json

import pytest
from kit_support.pages import Pages
from kit_support.sites import Site
from seismo_django.browser import public

TYPES = {
    "": "Exception",
    "?type=division": "ZeroDivisionError",
    "?type=index": "IndexError",
    "?type=key": "KeyError",
    "?type=type": "TypeError",
    "?type=attribute": "AttributeError",
    "?type=value": "ValueError",
}


@pytest.fixture
def debug_site(debug: Pages) -> Site:
    return debug.site


@pytest.mark.parametrize("query", TYPES)
def test_T1_each_type_raises_its_class(debug_site: Site, query: str) -> None:
    page = debug_site.get(f"/test-sentry-error/{query}", accept="text/plain")
    assert page.status_code == 500
    assert page.text.startswith(f"{TYPES[query]} at /test-sentry-error/")


def test_T1_a_page_lists_all_types_with_links(debug_site: Site) -> None:
    page = debug_site.get("/__seismo__/test/").text
    assert all(
        f'href="/test-sentry-error/{query}">{name}<' in page for query, name in TYPES.items()
    )


def test_T1_an_unknown_type_is_told_the_known_ones(debug_site: Site) -> None:
    page = debug_site.get("/test-sentry-error/?type=<b>")
    assert page.status_code == 400
    assert "&lt;b&gt;" in page.text
    assert "?type=division" in page.text


@pytest.mark.parametrize(
    "path",
    ["/test-sentry-error/", "/__seismo__/test/", "/__seismo__/preview/500/", "/__seismo__/"],
)
def test_T1_none_of_it_exists_without_debug(pages: Pages, path: str) -> None:
    assert pages.visitor().get(path).status_code == 404


@pytest.mark.parametrize("name", ["400", "403", "csrf", "404", "500", "503"])
def test_T1_developers_see_the_pages_of_visitors(debug_site: Site, name: str) -> None:
    preview = debug_site.get(f"/__seismo__/preview/{name}/")
    assert (preview.status_code, f'class="seismo-{name}"' in preview.text) == (200, True)
    assert f"/__seismo__/preview/{name}/" in debug_site.get("/__seismo__/preview/").text


def test_T1_a_test_error_is_sent_in_debug(debug: Pages) -> None:
    before = len(debug.events())
    debug.visitor().get("/test-sentry-error/")
    assert len(debug.events()) == before + 1


def test_T2_a_signed_link_raises_one_error_where_debug_is_off(pages: Pages) -> None:
    code = "from seismo_django.errors import trial; print(trial.link())"
    link = pages.site.manage("shell", "-v0", "-c", code).strip()
    assert [pages.visitor().get(link).status_code for _ in range(2)] == [500, 404]
    event = pages.raised(
        "This is a test error: somebody followed a link of `manage.py seismo test-link`."
    )
    assert event["exception"]["values"][-1]["type"] == "TestError"


def test_T2_a_forged_link_leads_nowhere(pages: Pages) -> None:
    assert pages.visitor().get("/__seismo__/test/forged/").status_code == 404


def test_L9_a_page_tells_the_browsers_sdk_where_errors_go_and_which_trace_goes_on(
    pages: Pages,
) -> None:
    page = pages.visitor().get("/single-page/").text
    told = json.loads(page.partition('id="seismo-browser">')[2].partition("</script>")[0])
    assert told["dsn"] == pages.recorder.dsn
    assert told["environment"] == "production"
    assert '<meta name="sentry-trace" content="' in page
    assert '<meta name="baggage" content="' in page
    for address in ("/static/sentry.js", "/__seismo__/browser.js"):
        assert f'<script src="{address}" nonce="fake-nonce" defer></script>' in page
    assert "Sentry.init" in pages.site.get("/__seismo__/browser.js").text


@pytest.mark.parametrize(
    ("dsn", "shown"),
    [
        ("https://fakekey@errors.example:8443/7", "https://fakekey@errors.example:8443/7"),
        ("https://fakekey:fakesecret@errors.example/7", "https://fakekey@errors.example/7"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_L9_the_secret_half_of_an_old_key_stays_here(dsn: str, shown: str) -> None:
    assert public(dsn) == shown
