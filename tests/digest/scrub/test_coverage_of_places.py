"""How much is caught: some hundred secrets in eighteen places, and as many texts that only look like one.

All of them are made from a fixed seed: their form and their checksums are right, and nothing else is.
"""

import base64
import random
import string
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from seismo.digest.normalize.event import normalize
from seismo.digest.normalize.facts import Facts
from seismo.digest.scrub import scrub
from seismo.model.event import Event, RawPayload, encode_event
from seismo.model.ids import EventId
from seismo.model.project import Scrubbing

Fields = dict[str, Any]
Place = Callable[[str, str], Fields]
"""The fields of an event with a name and a value somewhere."""

_made = random.Random(20_261_122)
LETTERS = string.ascii_letters
WORD = LETTERS + string.digits
HEX = "0123456789abcdef"


def some(length: int, alphabet: str = WORD) -> str:
    return "".join(_made.choice(alphabet) for _ in range(length - 1)) + "7"


def check_digit(digits: str) -> str:
    """The digit that makes a number a right one (Luhn)."""
    doubled = [int(digit) * 2 for digit in digits[::-2]]
    total = sum(number - 9 * (number > 9) for number in doubled) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def card(prefix: str, length: int) -> str:
    body = prefix + "".join(_made.choice(string.digits) for _ in range(length - len(prefix) - 1))
    return body + check_digit(body)


def wrong_card() -> str:
    right = card("4", 16)
    return right[:-1] + str((int(right[-1]) + 3) % 10)


def iban(bank: str) -> str:
    account = bank + "".join(_made.choice(string.digits) for _ in range(10))
    remainder = int(account + "131400") % 97
    return f"DE{98 - remainder:02}{account}"


def frame(**fields: Any) -> Fields:
    frames = [{"function": "pay", "lineno": 7, **fields}]
    return {
        "exception": {"values": [{"type": "E", "value": "x", "stacktrace": {"frames": frames}}]}
    }


def text_of(name: str, value: str) -> str:
    return f"{name}={value}" if name else f"got {value} back"


PLACES: dict[str, Place] = {
    "request header": lambda name, value: {"request": {"headers": {name or "X-Note": value}}},
    "cookie": lambda name, value: {"request": {"cookies": {name or "note": value}}},
    "query string": lambda name, value: {
        "request": {"query_string": f"page=2&{name or 'note'}={quote(value)}"}
    },
    "URL": lambda name, value: {
        "request": {"url": f"https://shop.example/a?{name or 'note'}={quote(value)}"}
    },
    "JSON body": lambda name, value: {"request": {"data": {"a": [{name or "note": value}]}}},
    "form body": lambda name, value: {
        "request": {"data": f"step=2&{name or 'note'}={quote(value)}&go=1"}
    },
    "nested local": lambda name, value: frame(
        vars={"order": {"user": {name or "note": repr(value)}}}
    ),
    "local in a list": lambda name, value: frame(vars={"rows": [1, [{name or "note": value}]]}),
    "local as its repr": lambda name, value: frame(vars={"form": repr({name or "note": value})}),
    "breadcrumb message": lambda name, value: {
        "breadcrumbs": {"values": [{"message": text_of(name, value)}]}
    },
    "breadcrumb data": lambda name, value: {
        "breadcrumbs": {"values": [{"data": {"body": {name or "note": value}}}]}
    },
    "exception value": lambda name, value: {
        "exception": {"values": [{"type": "E", "value": f"failed: {text_of(name, value)}"}]}
    },
    "logentry": lambda name, value: {"logentry": {"message": f"failed: {text_of(name, value)}"}},
    "extra": lambda name, value: {"extra": {"outer": {name or "note": value}}},
    "context": lambda name, value: {"contexts": {"order": {name or "note": value}}},
    "tag": lambda name, value: {"tags": {name or "note": value}},
    "user": lambda name, value: {"user": {"id": "1", name or "note": value}},
    "environment": lambda name, value: {"request": {"env": {(name or "note").upper(): value}}},
}

SECRETS: dict[str, Callable[[], tuple[str, str]]] = {
    "password": lambda: ("password", f"fake-{some(9)}"),
    "compound password": lambda: ("db_password", f"fake-{some(9)}"),
    "API key": lambda: ("api_key", some(24)),
    "client secret": lambda: ("client_secret", some(32)),
    "access token": lambda: ("access_token", some(32)),
    "CSRF token": lambda: ("csrf_token", some(32)),
    "session": lambda: ("sessionid", some(32)),
    "bearer": lambda: ("", f"Bearer {some(30)}"),
    "basic": lambda: ("", "Basic " + base64.b64encode(f"bob:fake-{some(9)}".encode()).decode()),
    "AWS": lambda: ("", "AKIA" + some(16, string.ascii_uppercase)[:-1] + "Q"),
    "GitHub": lambda: ("", "ghp_" + some(36)),
    "GitLab": lambda: ("", "glpat-" + some(20)),
    "Slack": lambda: ("", f"xoxb-{some(11, string.digits)}-{some(24)}"),
    "Stripe": lambda: ("", "sk_live_" + some(24)),
    "Google": lambda: ("", "AIza" + some(35)),
    "OpenAI": lambda: ("", "sk-proj-" + some(40)),
    "JWT": lambda: ("", f"eyJhbGciOiJGQUtFIn0.eyJ{some(30)}.{some(43)}"),
    "URL login": lambda: ("", f"postgres://shop:fake{some(9)}@db.example:5432/shop"),
    "Visa": lambda: ("", card("4", 16)),
    "Amex": lambda: ("", card("37", 15)),
    "IBAN": lambda: ("", iban("37040044")),
    "US social security number": lambda: ("", f"536-{some(2, '123456')}-{some(4, '123456')}"),
}

LOOK_ALIKES: dict[str, Callable[[], tuple[str, str]]] = {
    "author": lambda: ("author", f"Ada {some(6, LETTERS)}"),
    "authority": lambda: ("authority", f"shop-{some(4, HEX)}.example"),
    "counted tokens": lambda: ("token_count", some(4, string.digits)),
    "limit of tokens": lambda: ("max_tokens", some(4, string.digits)),
    "kind of session": lambda: ("session_engine", f"shop.sessions.{some(5, LETTERS)}"),
    "age of a password": lambda: ("password_age", f"{some(3, string.digits)} days"),
    "passenger": lambda: ("passenger", f"seat {some(3, string.digits)}"),
    "keyboard": lambda: ("keyboard", f"layout-{some(3, HEX)}"),
    "UUID": lambda: (
        "",
        f"{some(8, HEX)}-{some(4, HEX)}-4{some(3, HEX)}-a{some(3, HEX)}-{some(12, HEX)}",
    ),
    "commit": lambda: ("commit", some(40, HEX)),
    "trace": lambda: ("trace", some(32, HEX)),
    "number that is no card": lambda: ("", wrong_card()),
    "account that is no IBAN": lambda: ("", f"XY12{some(18, string.digits)}"),
    "phone number": lambda: ("", f"+49 30 {some(8, string.digits)}"),
    "moment": lambda: ("", f"2026-11-22T10:{_made.randrange(10, 60)}:{_made.randrange(10, 60)}Z"),
    "version": lambda: ("", f"v{_made.randrange(20)}.{_made.randrange(20)}.{_made.randrange(20)}"),
    "sentence about a password": lambda: ("", f"invalid password for user{some(3, string.digits)}"),
    "sentence about a bearer": lambda: ("", f"the bearer of news {some(3, string.digits)}"),
    "path": lambda: ("", f"/srv/shop/{some(6, LETTERS)}/tokens.py"),
    "address": lambda: ("", f"https://shop{some(3, string.digits)}.example/login"),
}


def normalized(fields: Fields) -> Event:
    return normalize(RawPayload(fields), Facts(EventId("0f" * 16), received=1_795_299_650.0))


def secret_part(value: str) -> str:
    """What must not be kept: of a scheme or an address only the part that is secret."""
    if "://" in value:
        return value.split(":")[2].split("@")[0]
    return value.split(" ")[-1]


def kept(fields: Fields, secret: str) -> bool:
    stored = encode_event(scrub(normalized(fields), Scrubbing())).decode()
    return secret in stored or quote(secret) in stored


def test_99_of_100_secrets_are_removed() -> None:
    missed: list[str] = []
    total = 0
    for kind, make in SECRETS.items():
        for where, place in PLACES.items():
            name, value = make()
            total += 1
            if kept(place(name, value), secret_part(value)):
                missed.append(f"{kind} in {where}: {value}")
    removed = 100 * (1 - len(missed) / total)
    assert len(PLACES) == 18
    assert total >= 300
    assert removed >= 99, f"{removed:.2f} % of {total} removed, but not\n" + "\n".join(missed)


def test_every_secret_would_be_kept_without_scrubbing() -> None:
    for make in SECRETS.values():
        for place in PLACES.values():
            name, value = make()
            secret = secret_part(value)
            stored = encode_event(normalized(place(name, value))).decode()
            assert secret in stored or quote(secret) in stored


def test_1_of_100_innocent_texts_is_touched_at_most() -> None:
    touched: list[str] = []
    total = 0
    for kind, make in LOOK_ALIKES.items():
        for where, place in PLACES.items():
            name, value = make()
            event = normalized(place(name, value))
            total += 1
            if scrub(event, Scrubbing()) is not event:
                touched.append(f"{kind} in {where}: {name}={value}")
    share = 100 * len(touched) / total
    assert total >= 300
    assert share < 1, f"{share:.2f} % of {total} touched:\n" + "\n".join(touched)
