"""Secrets by places: whatever is secret by its name or its shape vanishes wherever it stands."""

import base64
import random
import string
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from seismo.digest.scrub import scrub
from seismo.model.event import Event, decode_event, encode_event
from seismo.model.project import Scrubbing

Place = Callable[[Any], dict[str, Any]]

RULES = Scrubbing()


def event_with(fields: dict[str, Any]) -> Event:
    base = {"event_id": "0f" * 16, "timestamp": 1_795_299_649.5, "received": 1_795_299_650.0}
    return decode_event(msgspec.json.encode({**base, **fields}))


def stored(fields: dict[str, Any], rules: Scrubbing = RULES) -> bytes:
    """The bytes that would be kept. They must still be an event."""
    data = encode_event(scrub(event_with(fields), rules))
    decode_event(data)
    return data


def words(text: str) -> list[str]:
    return text.split()


def in_frame(frame: dict[str, Any]) -> dict[str, Any]:
    return {"exception": {"values": [{"type": "E", "stacktrace": {"frames": [frame]}}]}}


def in_crumb(crumb: dict[str, Any]) -> dict[str, Any]:
    return {"breadcrumbs": {"values": [crumb]}}


TEXT_PLACES: dict[str, Place] = {
    "extra": lambda text: {"extra": {"note": text}},
    "extra nested": lambda text: {"extra": {"a": {"b": [{"c": text}]}}},
    "name in extra": lambda text: {"extra": {text: 1}},
    "tag": lambda text: {"tags": [["note", text]]},
    "logentry message": lambda text: {"logentry": {"message": text}},
    "logentry formatted": lambda text: {"logentry": {"formatted": text}},
    "logentry params": lambda text: {"logentry": {"message": "%s", "params": [text]}},
    "exception value": lambda text: {"exception": {"values": [{"type": "E", "value": text}]}},
    "mechanism data": lambda text: {
        "exception": {"values": [{"type": "E", "mechanism": {"data": {"note": text}}}]}
    },
    "frame variable": lambda text: in_frame({"vars": {"note": text}}),
    "frame variable, nested": lambda text: in_frame({"vars": {"rows": [["note", text]]}}),
    "thread name": lambda text: {"threads": {"values": [{"id": 1, "name": text}]}},
    "thread frame": lambda text: {
        "threads": {"values": [{"id": 1, "stacktrace": {"frames": [{"vars": {"note": text}}]}}]}
    },
    "event stacktrace": lambda text: {"stacktrace": {"frames": [{"vars": {"note": text}}]}},
    "breadcrumb message": lambda text: in_crumb({"message": text}),
    "breadcrumb data": lambda text: in_crumb({"data": {"deep": {"note": text}}}),
    "request data": lambda text: {"request": {"data": text}},
    "request data, nested": lambda text: {"request": {"data": {"a": [{"note": text}]}}},
    "header": lambda text: {"request": {"headers": [["X-Note", text]]}},
    "environment of the request": lambda text: {"request": {"env": {"NOTE": text}}},
    "url": lambda text: {"request": {"url": text}},
    "fragment": lambda text: {"request": {"fragment": text}},
    "query pair": lambda text: {"request": {"query_string": [["note", text]]}},
    "user data": lambda text: {"user": {"id": "1", "data": {"note": text}}},
    "context": lambda text: {"contexts": {"order": {"note": text}}},
    "transaction": lambda text: {"transaction": text},
    "culprit": lambda text: {"culprit": text},
    "title": lambda text: {"title": text},
    "metadata": lambda text: {"metadata": {"value": text}},
    "server name": lambda text: {"server_name": text},
    "fingerprint": lambda text: {"fingerprint": [text]},
    "refused value": lambda text: {"errors": [{"type": "invalid_data", "value": text}]},
    "template": lambda text: {"template": {"note": text}},
    "debug meta": lambda text: {"debug_meta": {"images": [{"note": text}]}},
    "meta of the SDK": lambda text: {"_meta": {"extra": {"": {"err": [["x", {"why": text}]]}}}},
}

_seed = random.Random(42)


def fake(length: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    """Looks random, is made from a fixed seed."""
    return "".join(_seed.choice(alphabet) for _ in range(length - 1)) + "7"


WORD = "hunter2-fake"
JWT = f"eyJ{fake(20)}.eyJ{fake(30)}.{fake(40)}"
KEY_BODY = fake(64)
BASIC = base64.b64encode(b"ada:fake-open-sesame").decode()
DIGITS = string.digits

SECRET_TEXTS: dict[str, tuple[str, str]] = {
    "assignment": (f"password={WORD}", WORD),
    "assignment with spaces": (f"password = {WORD} was sent", WORD),
    "colon": (f"login with password: {WORD} for bob", WORD),
    "short colon": ("password: hunter", "hunter"),
    "capitals": (f"DB_PASSWORD={WORD}", WORD),
    "camel case": (f"accessToken: {WORD}", WORD),
    "name of two words": (f"the api key: {WORD}", WORD),
    "comparison": (f"assert password == '{WORD}'", WORD),
    "JSON": (f'{{"user": "bob", "password": "{WORD}"}}', WORD),
    "JSON with spaces": (f'{{\n  "password" : "{WORD}"\n}}', WORD),
    "JSON in JSON": (f'{{"body": "{{\\"password\\": \\"{WORD}\\"}}"}}', WORD),
    "JSON in JSON in JSON": (f'"{{\\\\\\"token\\\\\\": \\\\\\"{WORD}\\\\\\"}}"', WORD),
    "JSON with a quote in the value": (f'{{"password": "a\\"{WORD}"}}', WORD),
    "JSON number": ('{"pin": 483920}', "483920"),
    "JSON list": (f'{{"secrets": ["a", "{WORD}"]}}', WORD),
    "JSON object": (f'{{"credentials": {{"user": "bob", "pw": "{WORD}"}}}}', WORD),
    "cut JSON": (f'{{"user": "bob", "password": "{WORD}', WORD),
    "repr of a dict": (f"{{'password': '{WORD}', 'user': 'bob'}}", WORD),
    "repr of a QueryDict": (f"<QueryDict: {{'password': ['{WORD}']}}>", WORD),
    "repr of pairs": (f"[('user', 'bob'), ('password', '{WORD}')]", WORD),
    "repr of ASGI headers": (f"[(b'x-api-key', b'{WORD}')]", WORD),
    "repr of bytes": (f"{{b'password': b'{WORD}'}}", WORD),
    "repr of a call": (f"login(user='bob', password='{WORD}')", WORD),
    "repr of a data class": (f"Config(host='db', db_password={WORD!r}, port=1)", WORD),
    "bare keyword": (f"connect(password={WORD}, port=1)", WORD),
    "form body": (f"a=1&password={WORD}&b=2", WORD),
    "form body with brackets": (f"user[password]={WORD}&b=2", WORD),
    "encoded form body": (f"a=1&user%5Bpassword%5D={WORD}", WORD),
    "encoded JSON": (f"data=%7B%22password%22%3A%22{WORD}%22%7D", WORD),
    "query of a URL": (f"https://shop.example.com/reset?token={WORD}&page=2", WORD),
    "fragment of a URL": (f"https://shop.example.com/cb#access_token={WORD}", WORD),
    "redirect in a URL": (f"/login?next=%2Freset%3Ftoken%3D{WORD}", WORD),
    "escaped equals sign": (f"password\\u003d{WORD}", WORD),
    "after an escaped newline": (f"user: bob\\npassword: {WORD}", WORD),
    "second line": (f"user: bob\npassword: {WORD}\nhost: db", WORD),
    "YAML": (f"db:\n  user: bob\n  password: '{WORD}'\n", WORD),
    "SQL update": (f"UPDATE u SET password = '{WORD}' WHERE id = 1", WORD),
    "SQL alter role": (f"ALTER ROLE bob PASSWORD '{WORD}'", WORD),
    "SQL create user": (f"CREATE USER bob IDENTIFIED BY '{WORD}'", WORD),
    "detail of PostgreSQL": (f"DETAIL: Key (password)=({WORD}) already exists.", WORD),
    "ODBC": (f"Server=db;Uid=bob;Pwd={WORD};Database=x", WORD),
    "libpq": (f"host=db user=bob password={WORD} dbname=x", WORD),
    "arrow": (f"'password' => '{WORD}'", WORD),
    "XML": (f"<user><name>bob</name><password>{WORD}</password></user>", WORD),
    "HTML input": (f'<input type="text" name="token" value="{WORD}">', WORD),
    "part of a form": (
        f'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n{WORD}\r\n--x--',
        WORD,
    ),
    "argument": (f"manage.py sync --password={WORD} --force", WORD),
    "argument after a space": (f"manage.py sync --api-token {WORD} --force", WORD),
    "shell": (f"export SECRET_KEY={WORD}; run", WORD),
    "quoted after a space": (f"wrong password '{WORD}' for bob", WORD),
    "cookie line": (f"GET /\nCookie: theme=dark; sessionid={WORD}\nHost: x", WORD),
    "any cookie of a cookie line": (f"Cookie: odd={WORD}; theme=dark", WORD),
    "set-cookie line": (f"Set-Cookie: x={WORD}; Path=/; HttpOnly", WORD),
    "cookies without a name before them": (f"theme=dark; csrftoken={WORD}", WORD),
    "session id": (f"lookup of PHPSESSID={WORD} failed", WORD),
    "authorization line": (f"Authorization: Bearer {WORD}", WORD),
    "authorization with a rare scheme": (f"Authorization: Digest response={WORD}", WORD),
    "authorization in a repr": (f"{{'Authorization': 'Token {WORD}'}}", WORD),
    "api key header": (f"X-Api-Key: {WORD}", WORD),
    "bearer": (f"sent with bearer {WORD} to the API", WORD),
    "basic": (f"curl -H 'Basic {BASIC}'", BASIC),
    "URL login": (f"postgres://shop:{WORD}@db.example.com:5432/shop", WORD),
    "URL login without a user": (f"redis://:{WORD}@cache:6379/0", WORD),
    "URL login with a slash": (f"amqp://shop:a/{WORD}@mq.example.com/v", WORD),
    "URL login with an at sign": (f"https://bob:a@{WORD}@example.com/", WORD),
    "token as the login of a URL": (f"https://{KEY_BODY}@git.example.com/x.git", KEY_BODY),
    "JWT": (f"got {JWT} back", JWT),
    "JWT after an escaped newline": (f"got\\n{JWT}", JWT),
    "PEM": (
        f"-----BEGIN RSA PRIVATE KEY-----\n{KEY_BODY}\n-----END RSA PRIVATE KEY-----",
        KEY_BODY,
    ),
    "PEM with escaped newlines": (
        f"-----BEGIN PRIVATE KEY-----\\n{KEY_BODY}\\n-----END PRIVATE KEY-----",
        KEY_BODY,
    ),
    "cut PEM": (f"-----BEGIN EC PRIVATE KEY-----\n{KEY_BODY}", KEY_BODY),
    "AWS id": (text := "AKIA" + fake(16, string.ascii_uppercase), text),
    "AWS secret": (f"aws_secret_access_key = {KEY_BODY}", KEY_BODY),
    "GitHub": (text := "ghp_" + fake(36), text),
    "GitHub, fine-grained": (text := "github_pat_" + fake(60), text),
    "GitLab": (text := "glpat-" + fake(20), text),
    "Slack": (text := "xoxb-" + fake(30), text),
    "Slack webhook": (text := "https://hooks.slack.com/services/T0/B0/" + fake(24), text[-24:]),
    "Stripe": (text := "sk_live_" + fake(24), text),
    "Stripe, restricted": (text := "rk_test_" + fake(24), text),
    "Google": (text := "AIza" + fake(35), text),
    "Google OAuth": (text := "GOCSPX-" + fake(28), text),
    "OpenAI": (text := "sk-proj-" + fake(40), text),
    "SendGrid": (text := f"SG.{fake(22)}.{fake(43)}", text),
    "npm": (text := "npm_" + fake(36), text),
    "PyPI": (text := "pypi-" + fake(60), text),
    "Hugging Face": (text := "hf_" + fake(34), text),
    "Telegram": (text := f"1{fake(8, DIGITS)}:AA{fake(33)}", text),
    "Vault": (text := "hvs." + fake(24), text),
    "Django password hash": (
        text := f"pbkdf2_sha256$870000$salt${fake(43)}=",
        text.rsplit("$", 1)[1],
    ),
    "bcrypt": (text := "$2b$12$" + fake(53), text),
    "argon2": (text := f"argon2$argon2id$v=19$m=1,t=2,p=8$c2FsdA${fake(43)}", text[-43:]),
    "Visa": ("card 4111 1111 1111 1111 declined", "1111 1111"),
    "Visa without spaces": ("card 4111111111111111 declined", "4111111111111111"),
    "Mastercard": ("5555-5555-5555-4444", "5555-4444"),
    "Mastercard, new range": ("2223003122003222", "2223003122003222"),
    "Amex": ("3782 822463 10005", "822463"),
    "Discover": ("6011111111111117", "6011111111111117"),
    "card before another number": ("4111 1111 1111 1111 123", "1111 1111"),
    "IBAN": ("to DE89370400440532013000 now", "DE89370400440532013000"),
    "IBAN in groups": ("to GB82 WEST 1234 5698 7654 32 now", "WEST 1234"),
    "US SSN": ("ssn is 536-22-8726.", "536-22-8726"),
    "CVV": ("cvv=737", "737"),
    "one-time code": ("otp: 483920", "483920"),
}

DATABAGS: dict[str, Place] = {
    "extra": lambda bag: {"extra": {"outer": bag}},
    "context": lambda bag: {"contexts": {"order": bag}},
    "frame variables": lambda bag: in_frame({"vars": bag}),
    "frame variables, nested": lambda bag: in_frame({"vars": {"rows": [[1, bag]]}}),
    "breadcrumb data": lambda bag: in_crumb({"data": bag}),
    "request data": lambda bag: {"request": {"data": bag}},
    "request data as text": lambda bag: {"request": {"data": msgspec.json.encode(bag).decode()}},
    "environment of the request": lambda bag: {"request": {"env": bag}},
    "user data": lambda bag: {"user": {"id": "1", "data": bag}},
    "named log parameters": lambda bag: {"logentry": {"message": "x", "params": bag}},
    "mechanism data": lambda bag: {
        "exception": {"values": [{"type": "E", "mechanism": {"data": bag}}]}
    },
    "thread's locks": lambda bag: {"threads": {"values": [{"id": 1, "held_locks": bag}]}},
    "repr in a frame variable": lambda bag: in_frame({"vars": {"form": repr(bag)}}),
    "list of pairs": lambda bag: {"extra": {"pairs": [list(pair) for pair in bag.items()]}},
}

PAIRS: dict[str, Place] = {
    "header": lambda pair: {"request": {"headers": [pair]}},
    "query": lambda pair: {"request": {"query_string": [pair]}},
    "cookie": lambda pair: {"request": {"cookies": [pair]}},
    "tag": lambda pair: {"tags": [pair]},
}

SECRET_NAMES = words("""
password passwd pwd PASSWORD new_password1 userPassword passphrase client-secret SECRET_KEY
apiKey auth X-Auth-Token Authorization Proxy-Authorization credentials private_key token
refreshToken csrftoken csrfmiddlewaretoken X-Csrftoken sessionid session_key PHPSESSID
connect.sid cookie otp two_factor_code cvv card_number dsn connection_string db_pass
_auth_user_hash pin senha
""")


def leaking_places(places: dict[str, Place], value: object, secret: str) -> list[str]:
    return [where for where, place in places.items() if secret.encode() in stored(place(value))]


@pytest.mark.parametrize(("text", "secret"), SECRET_TEXTS.values(), ids=SECRET_TEXTS)
def test_a_secret_inside_a_text_is_kept_in_no_place(text: str, secret: str) -> None:
    assert leaking_places(TEXT_PLACES, text, secret) == []


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_the_value_under_a_secret_name_is_kept_in_no_object(name: str) -> None:
    assert leaking_places(DATABAGS, {name: WORD}, WORD) == []


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_the_value_beside_a_secret_name_is_kept_in_no_pair(name: str) -> None:
    assert leaking_places(PAIRS, [name, WORD], WORD) == []


@pytest.mark.parametrize("where", TEXT_PLACES)
def test_without_scrubbing_every_place_would_keep_the_text(where: str) -> None:
    off = Scrubbing(enabled=False)
    assert WORD.encode() in stored(TEXT_PLACES[where](f"password={WORD}"), off)
