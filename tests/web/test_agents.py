"""Browsers, as the people who use them call them."""

import pytest

from seismo.web.agents import agent_name

MOZILLA = "Mozilla/5.0"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{MOZILLA} (X11; Linux x86_64) {CHROME}", "Chrome 130 on Linux"),
        (f"{MOZILLA} (Windows NT 10.0; Win64) {CHROME} Edg/130.0.0.0", "Edge 130 on Windows"),
        (f"{MOZILLA} (Linux; Android 14) {CHROME}", "Chrome 130 on Android"),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
            "Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari 17 on iPhone",
        ),
        (f"{MOZILLA} (Macintosh; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "Unknown browser"),
    ],
    ids=["chrome", "edge", "android", "iphone", "no system", "a program", "nothing"],
)
def test_a_user_agent_is_named_in_a_few_words(user_agent: str, name: str) -> None:
    assert agent_name(user_agent) == name
