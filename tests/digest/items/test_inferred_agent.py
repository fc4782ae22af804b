"""Browser, system and device of spans and logs that a browser sent itself."""

import pytest

from seismo.digest.items.attributes import Attribute, IngestSettings, Values, read_values
from seismo.digest.normalize.facts import Facts
from seismo.model.ids import EventId
from seismo.model.project import Scrubbing
from seismo.model.record import Client

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1"
)
FACTS = Facts(EventId("0" * 32), 1_795_298_600.0, client=Client(user_agent=FIREFOX))
AUTO = IngestSettings(infer_user_agent="auto")
ON_LINUX = {"browser.name": "Firefox", "browser.version": "140.0", "os.name": "Linux"}


def with_source(values: Values, settings: IngestSettings = AUTO) -> Values:
    sent = {name: Attribute(value) for name, value in values.items()}
    return read_values(sent, FACTS, settings, Scrubbing())


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        pytest.param({}, ON_LINUX, id="nothing is said"),
        pytest.param(
            {"browser.name": "Own"},
            {"browser.name": "Own", "os.name": "Linux"},
            id="the browser is",
        ),
        pytest.param(
            {"os.name": "Own", "os.version": "1"},
            {**ON_LINUX, "os.name": "Own", "os.version": "1"},
            id="the system is",
        ),
        pytest.param(
            {"user_agent.original": IPHONE},
            {
                "user_agent.original": IPHONE,
                "browser.name": "Mobile Safari",
                "browser.version": "16.0",
                "os.name": "iOS",
                "os.version": "16.0",
                "device.family": "iPhone",
                "device.model": "iPhone",
                "device.brand": "Apple",
            },
            id="the user agent is",
        ),
    ],
)
def test_what_is_not_said_comes_from_the_request(sent: Values, known: Values) -> None:
    assert with_source(dict(sent)) == known


@pytest.mark.parametrize("wish", ["never", None])
def test_nothing_is_inferred_where_the_sdk_does_not_want_it(wish: str | None) -> None:
    assert with_source({}, IngestSettings(infer_user_agent=wish)) == {}
