"""What a user agent tells: browser, system and device."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from seismo.digest.normalize.title import search_tags
from seismo.model.event import Event
from seismo.model.record import Client

Normalized: TypeAlias = Callable[..., Event]

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/120.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1"
)
MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Safari/605.1.15"
)
PIXEL = (
    "Mozilla/5.0 (Linux; Android 13; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/116.0.0.0 Mobile Safari/537.36"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WINDOWS = {"name": "Windows", "version": ">=10", "type": "os"}
BRANDS = '"Not_A Brand";v="99", "Chromium";v="121", "Google Chrome";v="121"'


def known(event: Event) -> dict[str, Any]:
    return {name: bag for name, bag in event.contexts.items() if name != "trace"}


def sent_by(user_agent: str, platform: str = "javascript", **more: Any) -> dict[str, Any]:
    return {"platform": platform, "request": {"headers": {"User-Agent": user_agent}}, **more}


@pytest.mark.parametrize(
    ("user_agent", "contexts"),
    [
        pytest.param(
            CHROME,
            {"browser": {"name": "Chrome", "version": "120.0.0", "type": "browser"}, "os": WINDOWS},
            id="Chrome on Windows",
        ),
        pytest.param(
            IPHONE,
            {
                "browser": {"name": "Mobile Safari", "version": "16.0", "type": "browser"},
                "os": {"name": "iOS", "version": "16.0", "type": "os"},
                "device": {
                    "family": "iPhone",
                    "model": "iPhone",
                    "brand": "Apple",
                    "type": "device",
                },
            },
            id="Safari on an iPhone",
        ),
        pytest.param(
            MAC,
            {
                "browser": {"name": "Safari", "version": "17.4", "type": "browser"},
                "os": {"name": "Mac OS X", "version": ">=10.15.7", "type": "os"},
                "device": {"family": "Mac", "model": "Mac", "brand": "Apple", "type": "device"},
            },
            id="Safari on a Mac",
        ),
        pytest.param(
            PIXEL,
            {
                "browser": {"name": "Chrome Mobile", "version": "116.0.0", "type": "browser"},
                "os": {"name": "Android", "version": "13", "type": "os"},
                "device": {
                    "family": "Pixel 7",
                    "model": "Pixel 7",
                    "brand": "Google",
                    "type": "device",
                },
            },
            id="Chrome on a phone",
        ),
        pytest.param(
            FIREFOX,
            {
                "browser": {"name": "Firefox", "version": "140.0", "type": "browser"},
                "os": {"name": "Linux", "type": "os"},
            },
            id="Firefox on Linux",
        ),
        pytest.param(
            "curl/8.1",
            {"browser": {"name": "curl", "version": "8.1", "type": "browser"}},
            id="a tool",
        ),
        pytest.param("zzz", {}, id="nobody knows"),
        pytest.param("Chrome/" + "9" * 100_000, {}, id="very long"),
    ],
)
def test_a_user_agent_is_recognized(
    normalized: Normalized, user_agent: str, contexts: dict[str, Any]
) -> None:
    assert known(normalized(sent_by(user_agent))) == contexts


def test_behind_a_server_the_system_is_the_clients(normalized: Normalized) -> None:
    event = normalized(sent_by(CHROME, "python", contexts={"os": {"name": "Linux"}}))
    assert event.contexts["client_os"] == WINDOWS
    assert event.contexts["os"] == {"name": "Linux", "type": "os"}


@pytest.mark.parametrize("name", ["browser", "os", "device"])
def test_what_the_event_says_itself_stays(normalized: Normalized, name: str) -> None:
    own = {"name": "Own", "type": name}
    assert normalized(sent_by(IPHONE, contexts={name: own})).contexts[name] == own


def test_the_agent_of_a_browsers_own_request_counts(normalized: Normalized) -> None:
    event = normalized({"platform": "javascript"}, client=Client(user_agent=CHROME))
    assert event.contexts["os"] == WINDOWS


def test_the_one_in_the_event_counts_more(normalized: Normalized) -> None:
    event = normalized(sent_by(IPHONE), client=Client(user_agent=CHROME))
    assert event.contexts["os"]["name"] == "iOS"


def test_the_agent_of_an_sdk_is_no_browser(normalized: Normalized) -> None:
    event = normalized({"platform": "python"}, client=Client(user_agent=CHROME))
    assert known(event) == {}


def test_nothing_is_inferred_where_the_sdk_says_never(normalized: Normalized) -> None:
    settings = {"name": "sentry.javascript.browser", "settings": {"infer_user_agent": "never"}}
    payload = {"platform": "javascript", "sdk": settings}
    assert known(normalized(payload, client=Client(user_agent=CHROME))) == {}


@pytest.mark.parametrize(
    ("hints", "contexts"),
    [
        pytest.param(
            {"sec-ch-ua": BRANDS},
            {"browser": {"name": "Chrome", "version": "121", "type": "browser"}, "os": WINDOWS},
            id="brands",
        ),
        pytest.param(
            {"sec-ch-ua": '"Chromium";v="121", "Not=A?Brand";v="8"'},
            {"browser": {"name": "Chromium", "version": "121", "type": "browser"}, "os": WINDOWS},
            id="only the engine",
        ),
        pytest.param(
            {"Sec-CH-UA": '"Microsoft Edge";v="121", "Chromium";v="121"'},
            {"browser": {"name": "Edge", "version": "121", "type": "browser"}, "os": WINDOWS},
            id="another browser, header in capitals",
        ),
        pytest.param(
            {
                "sec-ch-ua": BRANDS,
                "sec-ch-ua-platform": '"macOS"',
                "sec-ch-ua-platform-version": '"14.1.0"',
                "sec-ch-ua-model": '"Pixel 7"',
            },
            {
                "browser": {"name": "Chrome", "version": "121", "type": "browser"},
                "os": {"name": "macOS", "version": "14.1.0", "type": "os"},
                "device": {"model": "Pixel 7", "type": "device"},
            },
            id="all hints",
        ),
        pytest.param(
            {
                "sec-ch-ua": BRANDS,
                "sec-ch-ua-platform": '"Windows"',
                "sec-ch-ua-platform-version": '"15.0.0"',
                "sec-ch-ua-model": '""',
            },
            {
                "browser": {"name": "Chrome", "version": "121", "type": "browser"},
                "os": {"name": "Windows", "version": "11", "type": "os"},
            },
            id="Windows 11",
        ),
        pytest.param(
            {"sec-ch-ua": "nonsense", "sec-ch-ua-platform": '"Windows"'},
            {"browser": {"name": "Chrome", "version": "120.0.0", "type": "browser"}, "os": WINDOWS},
            id="nothing of use",
        ),
    ],
)
def test_client_hints_are_believed_first(
    normalized: Normalized, hints: dict[str, str], contexts: dict[str, Any]
) -> None:
    payload = {"platform": "javascript", "request": {"headers": {"User-Agent": CHROME, **hints}}}
    assert known(normalized(payload)) == contexts


def test_the_hints_of_the_request_count_where_its_agent_does(normalized: Normalized) -> None:
    client = Client(user_agent=CHROME, hints={"sec-ch-ua": BRANDS})
    event = normalized({"platform": "javascript"}, client=client)
    assert event.contexts["browser"]["version"] == "121"


def test_browser_and_system_can_be_searched_for(normalized: Normalized) -> None:
    tags = search_tags(normalized(sent_by(CHROME)))
    assert (tags["browser"], tags["browser.name"]) == ("Chrome 120.0.0", "Chrome")
    assert (tags["os"], tags["os.name"]) == ("Windows >=10", "Windows")
