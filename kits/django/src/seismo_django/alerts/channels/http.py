"""The one way in which alerts call out: short timeouts, one retry, and rest for who does not answer."""

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

TIMEOUT = 5.0
"""Seconds."""
TRIES = 2
FAILURES = 3
"""In a row, after which an address is left alone."""
REST = 60.0
"""Seconds for which it is."""
MOST_REST = 600.0

_failed: dict[str, int] = {}
_rests_until: dict[str, float] = {}


class NotSent(Exception):
    """With a sentence that says why, for the log of alerts and for the command that tests them."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> str:
    """Send it and return what was answered. Raises NotSent; never waits longer than two timeouts."""
    _refuse_plain(url)
    wait = _rests_until.get(url, 0.0) - time.monotonic()
    if wait > 0:
        raise NotSent(
            f"{_host(url)} did not take earlier alerts; it is tried again in {wait:.0f} s."
        )
    for attempt in range(TRIES):
        try:
            answer = _tried(url, body, headers)
        except urllib.error.HTTPError as error:
            _count_answer(url, error, attempt)
        except (OSError, ValueError) as error:
            _count_failure(url, f"{_host(url)} cannot be reached: {error}", attempt)
        else:
            _failed.pop(url, None)
            return answer
    raise AssertionError("the last attempt returns or raises")


def _tried(url: str, body: bytes, headers: Mapping[str, str]) -> str:
    request = urllib.request.Request(url, body, dict(headers), method="POST")  # noqa: S310  # https, see above
    with _OPENER.open(request, timeout=TIMEOUT) as answer:
        return str(answer.read(10_000).decode("utf-8", "replace"))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected POST would become a GET, or take a secret to somebody else."""

    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _count_answer(url: str, error: urllib.error.HTTPError, attempt: int) -> None:
    said = error.read(200).decode("utf-8", "replace").strip()
    sentence = f"{_host(url)} answered {error.code}: {said}" if said else (
        f"{_host(url)} answered {error.code}"
    )  # fmt: skip
    if error.code == 429:
        _rests_until[url] = time.monotonic() + _asked_rest(error)
        raise NotSent(sentence) from error
    if error.code < 500:
        raise NotSent(sentence) from error
    _count_failure(url, sentence, attempt)


def _asked_rest(error: urllib.error.HTTPError) -> float:
    try:
        return min(MOST_REST, float(error.headers.get("Retry-After", "")))
    except ValueError:
        return REST


def _count_failure(url: str, sentence: str, attempt: int) -> None:
    if attempt + 1 < TRIES:
        return
    _failed[url] = _failed.get(url, 0) + 1
    if _failed[url] >= FAILURES:
        _rests_until[url] = time.monotonic() + REST
    raise NotSent(sentence)


def _refuse_plain(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return
    raise NotSent(f"{_host(url) or url!r} is no https address; alerts go over https only.")


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _host(url: str) -> str:
    """All of an address that may be shown: the path of a webhook is its password."""
    return urlsplit(url).hostname or ""


def forget() -> None:
    """Ask everybody again, for tests."""
    _failed.clear()
    _rests_until.clear()
