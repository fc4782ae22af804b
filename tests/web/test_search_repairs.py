"""What the stream offers where a search is wrong."""

import html
import re

import httpx
import pytest


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("it !function:pay", ["stack.function"]),
        ("(plan:paid or email:a@b.example)", ["user.email"]),
        ("version:2", ["release.version", "sdk.version"]),
        ("plan:paid", []),
        ("tags[function]:pay", []),
    ],
)
def test_a_key_that_is_the_end_of_others_leads_to_them_where_nothing_is_found(
    browser: httpx.Client, typed: str, meant: list[str]
) -> None:
    page = browser.get("/issues/", params={"q": f"{typed} nowhere-to-be-found"}).text
    links = re.findall(r'class="link" href="[^"]+">([^<]+)</a>', page)

    assert links == meant


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("plan:paid fristSeen:-24h", "plan:paid firstSeen:-24h"),
        ("level:warn plan:paid", "level:warning plan:paid"),
        ("!is:resolvd", "!is:resolved"),
    ],
)
def test_a_word_that_was_meant_is_a_click_away(
    browser: httpx.Client, wrong: str, right: str
) -> None:
    page = browser.get("/issues/", params={"q": wrong}).text
    links = re.findall(r'class="link" href="(\?[^"]+)"', page.partition('id="search-problem"')[2])

    assert httpx.URL(html.unescape(links[0])).params["q"] == right
