"""What is no secret comes back as it came."""

from typing import Any

import msgspec
import pytest

from seismo.digest.scrub import scrub
from seismo.model.event import Event, decode_event, encode_event
from seismo.model.project import Scrubbing

TEXTS = """
invalid password for bob
token expired
Your session has expired, please log in again.
CSRF Failed: CSRF token missing or incorrect.
CSRF verification failed. Request aborted.
Unexpected token '<', "<!DOCTYPE "... is not valid JSON
Unexpected token < in JSON at position 0
SyntaxError: Unexpected token: '}'
Expected token ')' but found ';'
password: This field is required.
{'password': [ErrorDetail(string='This field may not be blank.', code='blank')]}
token: must not be empty
password must be at least 8 characters
Enter password:
password=None
password=''
token: null
{"password": null, "token": ""}
{"has_password": "sure", "author": "Ada Lovelace"}
{'password': '[Filtered]'}
{'password': '********'}
{"max_tokens": 4096, "token_count": 17}
session=<sqlalchemy.orm.session.Session object at 0x7f3a5c0d1e10>
auth=<requests.auth.HTTPBasicAuth object at 0x7f3a5c0d1e10>
author=Ada Lovelace
authority: example.com
oauth_provider=github
django.contrib.auth.middleware.AuthenticationMiddleware
django.contrib.auth: permission denied
Basic authentication is required
Basic Authentication failed
Bearer realm="api"
bearer authentication is not supported
the bearer of bad news
secretary: Grace Hopper
passenger=Ada&passed=yes
compass: north
SELECT "auth_user"."password", "auth_user"."email" FROM "auth_user" WHERE id = 1
INSERT INTO auth_user (username, password) VALUES (%s, %s)
password = %(password)s
UPDATE auth_user SET password = ? WHERE id = ?
def login(username: str, password: str) -> User:
https://example.com:8443/path?page=2&author=ada
https://user@example.com/repository.git
http://localhost:8000/@ada/notes
git@github.com:ada/notes.git
mailto:ada@example.com
ada@example.com logged in from 203.0.113.7
2001:db8::1 is unreachable
1795299649500000000
4111111111111112
order 4000 0000 0000 0000 is not a card
5f6c1f0e3a7b4c5d8e9fa0b1c2d3e4f5
4f6c1f0e-3a7b-4c5d-8e9f-a0b1c2d3e4f5
2026-11-21 10:11:12.123456
DE00370400440532013000
ABCD1234EFGH5678IJKL
000-12-3456
call 555-01-00 or 030 1234567
call +49 30 901820 today
KeyError: 'token'
KeyError: 'password'
AttributeError: 'NoneType' object has no attribute 'session'
['username', 'password', 'email']
('password', 'email')
('auth', '0001_initial')
__slots__ = ("token", "filters", "var")
reset/<uidb64>/<token>/
fields = ['token', 'created']
-----BEGIN CERTIFICATE-----
-----BEGIN PUBLIC KEY-----
sk-learn-is-not-a-key-of-anyone
npm_config_registry
eyJ is how a token begins
<input type="password" name="username" value="ada">
cache-key-d41d8cd98f00b204e9800998ecf8427e
sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
${PASSWORD}
password: ${DB_PASSWORD}
{{ csrf_token }}
python manage.py changepassword ada
Key (email)=(ada@example.com) already exists.
the cookie banner was accepted
cookie: expired
pin the version
zip code: 10115
card type: visa
status code: 404
primary key: 42
public key: none
cache_key=page:42
sort_key: name
error code: 12
session_count=17
password_changed_at: 2026-11-21
token_type=refresh
tokenizer=wordpiece
design: flat
shipping: express
""".strip().splitlines()

FIELDS: dict[str, Any] = {
    "has_password": True,
    "is_authenticated": False,
    "password": None,
    "secret": "",
    "token_count": 17,
    "max_tokens": 4096,
    "tokens": 512,
    "session_count": 3,
    "session": {"theme": "dark", "cart": [1, 2]},
    "password_changed_at": "2026-11-21T10:00:00Z",
    "password_reset_timeout": 259_200,
    "author": "Ada",
    "authors": ["Ada", "Grace"],
    "authority": {"name": "example.com"},
    "oauth_provider": "github",
    "auth_user_id": 7,
    "AUTH_USER_MODEL": "accounts.User",
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
    "CSRF_COOKIE_NAME": "csrftoken",
    "PWD": "/srv/app",
    "OLDPWD": "/srv",
    "cookies": {"theme": "dark"},
    "key": "value",
    "primary_key": 42,
    "cache_key": "page:42",
    "public_key": "abc",
    "code": "E42",
    "email": "ada@example.com",
    "ip_address": "203.0.113.7",
    "passed": "yes",
    "credit": 12,
    "session_id_count": 4,
    "nothing": [],
    "labels": ["token", "expired"],
    "columns": ["password", "email"],
    "deep": {"a": [{"b": [1, 2.5, None, True, "x"]}]},
    "auth": False,
    "credentials": {},
    "number": 4_111_111_111_111_112,
}


def event_with(**fields: Any) -> Event:
    base = {"event_id": "0f" * 16, "timestamp": 1.0, "received": 2.0}
    return decode_event(msgspec.json.encode({**base, **fields}))


@pytest.mark.parametrize("text", TEXTS)
def test_an_innocent_text_comes_back_as_it_came(text: str) -> None:
    event = event_with(
        extra={"note": text},
        exception={"values": [{"type": "E", "value": text}]},
        breadcrumbs={"values": [{"message": text}]},
    )
    assert scrub(event, Scrubbing()) is event


@pytest.mark.parametrize("text", [text for text in TEXTS if "ada@example.com" not in text])
def test_an_innocent_log_without_a_mail_address_comes_back_as_it_came(text: str) -> None:
    event = event_with(logentry={"formatted": text, "message": text})
    assert scrub(event, Scrubbing()) is event


@pytest.mark.parametrize("name", FIELDS)
def test_an_innocent_field_comes_back_as_it_came(name: str) -> None:
    event = event_with(
        extra={name: FIELDS[name]},
        exception={"values": [{"stacktrace": {"frames": [{"vars": {name: FIELDS[name]}}]}}]},
    )
    assert encode_event(scrub(event, Scrubbing())) == encode_event(event)


@pytest.mark.parametrize(
    "line",
    [
        'password = request.POST["password"]',
        'token = self.get_token(name="access")',
        "def login(self, username: str, password: str = None) -> bool:",
        'SESSION_COOKIE_NAME = "sessionid"',
        'PASSWORD_FIELD = "password"',
        'secret = os.environ["SECRET_KEY"]',
        'AUTH = "shop.auth.Backend"',
        'fields = ["username", "password", "email"]',
        'if "password" in form.cleaned_data and "token" not in form.data:',
        "credentials = Credentials(user, password)",
        'author = "Ada Lovelace"',
        'return JsonResponse({"token": token, "user": user})',
        "raise ValidationError({'password': _('Enter it again.')})",
    ],
)
def test_an_innocent_line_of_source_comes_back_as_it_came(line: str) -> None:
    frame = {"pre_context": [line], "context_line": line, "post_context": [line]}
    event = event_with(stacktrace={"frames": [frame]})
    assert scrub(event, Scrubbing()) is event


def test_mail_and_ip_addresses_of_the_user_stay() -> None:
    event = event_with(user={"email": "ada@example.com", "ip_address": "203.0.113.7"})
    assert scrub(event, Scrubbing()) is event
