"""Speed: an ordinary event costs microseconds, a hostile text of 1 MB no more than a second."""

from collections.abc import Callable
from time import process_time
from typing import Any

import msgspec
import pytest

from seismo.digest.scrub import scrub
from seismo.digest.scrub.text import MOST_CHARACTERS
from seismo.model.event import Event, decode_event, encode_event
from seismo.model.project import Scrubbing

MEGABYTE = 1_000_000
ROOM_FOR_A_SLOW_MACHINE = 4


def event_with(**fields: Any) -> Event:
    base = {"event_id": "0f" * 16, "timestamp": 1.0, "received": 2.0}
    return decode_event(msgspec.json.encode({**base, **fields}))


def best_of(runs: int, work: Callable[[], object]) -> float:
    """Seconds of the fastest run, of the processor alone: others may keep it busy, too."""
    times = []
    for _ in range(runs):
        begin = process_time()
        work()
        times.append(process_time() - begin)
    return min(times)


def takes_less_than_a_second(work: Callable[[], object]) -> bool:
    """In one of two tries: others may slow the first."""
    return any(best_of(1, work) < 1.0 for _ in range(2))


@pytest.mark.parametrize(
    ("cookie", "microseconds"), [(None, 350), ("k3" * 16, 600)], ids=["clean", "hit"]
)
def test_a_django_event_is_scrubbed_in_microseconds(
    make_django_event: Callable[[str | None], Event], cookie: str | None, microseconds: int
) -> None:
    event = make_django_event(cookie)
    seconds = best_of(100, lambda: scrub(event, Scrubbing()))
    assert seconds * 1e6 < microseconds * ROOM_FOR_A_SLOW_MACHINE


def test_the_measured_event_is_of_the_size_that_is_spoken_of(
    make_django_event: Callable[[str | None], Event],
) -> None:
    assert 64_000 < len(encode_event(make_django_event(None))) < 68_000


def test_the_measured_event_holds_one_secret(
    make_django_event: Callable[[str | None], Event],
) -> None:
    scrubbed = scrub(make_django_event("k3" * 16), Scrubbing())
    assert list(scrubbed.meta) == ["request"]


HOSTILE = {
    "eyJ": ("password=x eyJ", "a"),
    "many eyJ": ("password=x ", "eyJabcdefgh"),
    "assignments": ("password=x ", "a="),
    "secret assignments": ("", "password=hunter2 "),
    "names": ("password=x ", "a."),
    "spaces": ("password=x token", " "),
    "spaces between letters": ("password=x ", "a    "),
    "backslashes": ("password=x token", "\\"),
    "quotes": ("password=x ", 'password="'),
    "escaped quotes": ('password=x {"', '\\"token\\": '),
    "brackets": ("secret=", "["),
    "closing brackets": ("secret=", "x)"),
    "brackets in turn": ("", "secret=[] "),
    "commas": ("secret=", "a,"),
    "logins": ("secret=x ", "://a:b/"),
    "logins with at signs": ("secret=x ://a:", "b@"),
    "digits": ("secret=x ", "4"),
    "digits in groups": ("secret=x ", "4111 "),
    "capitals": ("secret=x ", "DE89 "),
    "keys that begin": ("", "-----BEGIN RSA PRIVATE KEY-----"),
    "bearers": ("", "bearer abcdef1 "),
    "form parts": ("", 'password=x name="a" '),
    "form parts without quotes": ("password=x ", "name="),
    "flags": ("", "--password "),
    "dashes": ("password=x ", "-"),
    "percent signs": ("password=x ", "password%22"),
    "elements": ("", "<password>"),
    "prefixes of vendors": ("secret=x ", "sk-a"),
    "placeholders": ("", "password=%s "),
}
"""What the text begins with, and what is then repeated to its end."""


@pytest.mark.slow
@pytest.mark.parametrize("size", [MOST_CHARACTERS - 100, MEGABYTE])
@pytest.mark.parametrize(("begin", "repeated"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_takes_less_than_a_second(begin: str, repeated: str, size: int) -> None:
    text = begin + repeated * (size // len(repeated) - 10)
    event = event_with(logentry={"message": text, "params": ["x"]})
    assert takes_less_than_a_second(lambda: scrub(event, Scrubbing()))


@pytest.mark.slow
def test_an_event_full_of_secrets_takes_less_than_a_second() -> None:
    bag = {f"password_{number}": f"fake-{number}-word" for number in range(5_000)}
    event = event_with(extra=bag)
    assert takes_less_than_a_second(lambda: scrub(event, Scrubbing()))
