"""What is a secret and what is none, in values and texts."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from seismo_django import conf, scrub
from seismo_django.scrub.cleaning import Scrubber
from seismo_django.scrub.names import kind_of
from seismo_django.scrub.rules import rules_of
from seismo_django.scrub.sql import parameterised

from seismo.digest.scrub import names as server_names
from seismo.digest.scrub.names import kind_of as kind_of_the_server

F = "[Filtered]"
SEED = "9f3kd82m"
CARD = "4111" + "1111" * 3


@pytest.fixture(autouse=True)
def _settings() -> Iterator[None]:
    conf.use(conf.read({}, {}, debug=False))
    yield
    conf.forget()


def scrubber(**seismo: Any) -> Scrubber:
    return Scrubber(rules_of(conf.read(seismo, {}, debug=False).settings))


def words(text: str) -> list[str]:
    return text.split()


SECRET_NAMES = words(
    """
    password user_password passwd pwd passphrase secret client_secret clientSecret secret_key
    SECRET_KEY api_key apiKey X-Api-Key apikey access_token accessToken refresh_token id_token
    auth_token X-Auth-Token Authorization csrfmiddlewaretoken csrf_token X-CSRFToken session
    sessionid private_key ssh_key credentials card_number cardNumber credit_card cvv cvc ssn
    social_security_number otp mfa_code pin cookie Set-Cookie jwt stripe_secret_key
    AWS_SECRET_ACCESS_KEY DATABASE_PASSWORD db_password signing_key encryption_key
    """
)
INNOCENT_NAMES = words(
    """
    author authors authority token_count max_tokens tokens_used password_reset_timeout has_password
    password_changed_at is_authenticated author_id keyboard monkey primary_key_name cache_key_prefix
    passenger compass bypass session_timeout cookie_count csrf_failure_view key keys public_key_id
    secretary description Sec-Ch-Ua-Mobile
    """
)


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_P2_a_value_under_a_secret_name_is_removed(name: str) -> None:
    assert scrub.value({name: f"v-{SEED}"}) == {name: F}


@pytest.mark.parametrize("name", INNOCENT_NAMES)
def test_P2_a_value_under_another_name_stays(name: str) -> None:
    assert scrub.value({name: "a value"}) == {name: "a value"}


TEXTS = {
    "pair": (f"password={SEED}", f"password={F}"),
    "pair_with_colon": (f"api_key: {SEED}", f"api_key: {F}"),
    "json": (f'{{"token": "{SEED}"}}', f'{{"token": "{F}"}}'),
    "repr": (f"{{'secret': '{SEED}', 'n': 1}}", f"{{'secret': '{F}', 'n': 1}}"),
    "escaped_json": (f'{{\\"token\\": \\"{SEED}\\"}}', f'{{\\"token\\": \\"{F}\\"}}'),
    "query": (f"/reset/?token={SEED}&page=2", f"/reset/?token={F}&page=2"),
    "encoded_query": (f"next=%2Fx%3Ftoken%3D{SEED}", f"next=%2Fx%3Ftoken%3D{F}"),
    "option": (f"--password={SEED}", f"--password={F}"),
    "option_apart": (f"run --password {SEED} now", f"run --password {F} now"),
    "sentence": (f"login with password {SEED} failed", f"login with password {F} failed"),
    "told": (f"the token is {SEED}", f"the token is {F}"),
    "bearer": (f"Authorization: Bearer {SEED}", f"Authorization: Bearer {F}"),
    "basic": (f"sent Basic {'YWRhOnRvcA'}== on", f"sent Basic {F} on"),
    "url": (f"redis://:{SEED}@cache:6379/0", f"redis://:{F}@cache:6379/0"),
    "dsn": (f"postgres://ada:{SEED}@db/shop", f"postgres://ada:{F}@db/shop"),
    "jwt": (f"got {'ey' + 'J'}{SEED}abcd.{SEED}.{SEED}", f"got {F}"),
    "aws": (f"key {'AKI' + 'A'}{'Q' * 16}", f"key {F}"),
    "github": (f"{'gh' + 'p_'}{SEED * 3}", F),
    "gitlab": (f"{'glpa' + 't-'}{SEED * 3}", F),
    "slack": (f"{'xox' + 'b-'}{SEED * 2}", F),
    "stripe": (f"{'sk' + '_live_'}{SEED * 2}", F),
    "google": (f"{'AIz' + 'a'}{SEED * 5}", F),
    "openai": (f"{'sk' + '-'}{SEED * 4}", F),
    "npm": (f"{'np' + 'm_'}{SEED * 5}", F),
    "private_key": (f"-----BEGIN {'PRIVATE'} KEY-----\n{SEED}\n-----END {'PRIVATE'} KEY-----", F),
    "card": (f"card {CARD} declined", f"card {F} declined"),
    "card_in_groups": ("card 4111 1111 1111 1111", f"card {F}"),
    "card_with_dashes": ("card 4111-1111-1111-1111", f"card {F}"),
    "ssn": ("ssn of 078-05-1120", f"ssn of {F}"),
    "iban": ("to DE89 3704 0044 0532 0130 00", f"to {F}"),
    "hash": ("pbkdf2_sha256$600000$abc$def=", F),
    "email": ("mail ada@example.test now", f"mail {F} now"),
    "encoded_email": ("email=ada%40example.test", f"email={F}"),
    "phone": ("call +49 151 23456789 now", f"call {F} now"),
    "form": ('<input name="password" value="abc9">', f'<input name="password" value="{F}">'),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_P2_a_secret_in_a_text_is_removed(kind: str) -> None:
    text, cleaned = TEXTS[kind]
    assert scrub.text(text) == cleaned


HARMLESS = [
    "", "hello", "SELECT * FROM auth_user WHERE id = %s", "the author wrote 12 pages", "2026-11-22T09:00:00Z",
    "order 1234567890123", "4111 1111 1111 1112", "Unexpected token '<' in JSON", "token expired",
    "password: required", "password=None", "password=%s", "{'password': '[Filtered]'}",
    "GET /api/tokens/ 200", "127.0.0.1", "v1.2.3", "File 'a.py', line 3, in f", "sha256:9f86d081884c7d65",
    "a@b", "key=value",
    "The password is too short.", "<User: ada>", "session expired at 10:00", "user@", "pip install x==1.2.3",
]  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS)
def test_P2_a_text_without_a_secret_stays(text: str) -> None:
    assert scrub.text(text) == text


def test_the_same_object_comes_back_when_nothing_is_secret() -> None:
    value = {"a": [1, {"b": "c"}], "d": None}
    assert scrub.value(value) is value


def test_the_value_given_is_not_changed() -> None:
    value = {"a": {"password": SEED}}
    scrub.value(value)
    assert value == {"a": {"password": SEED}}


@pytest.mark.parametrize("name", [*SECRET_NAMES, *INNOCENT_NAMES])
def test_P6_kit_and_server_judge_names_alike(name: str) -> None:
    assert kind_of(name).name == kind_of_the_server(name).name


@pytest.mark.parametrize("name", ["assignments", "names", "patterns", "values", "vocabulary"])
def test_P6_kit_and_server_find_secrets_by_the_same_words(name: str) -> None:
    """They never import each other, so each has its own file; what one learns the other one must."""
    of_the_kit = Path(scrub.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    of_the_server = Path(server_names.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    assert of_the_kit.replace("seismo_django.scrub", "seismo.digest.scrub") == of_the_server


HOSTILE = {
    "letters": "a", "jwt": "eyJ", "digits": "4", "groups": "4 ", "pairs": "password=", "quotes": "\"'",
    "colons": "a:", "slashes": "\\", "ats": "a@", "logins": "://a:", "keys": "-----BEGIN ", "options": "--a ",
    "brackets": "password={", "phones": "+1(5)", "addresses": "1.", "encoded": "%3D",
    "elements": "<password>", "names": 'name="password" ',
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_of_a_megabyte_takes_no_time(kind: str) -> None:
    """30 ms at most, where it is red minutes, for the time would grow with the square."""
    text = HOSTILE[kind] * (1_000_000 // len(HOSTILE[kind]))
    own = scrubber(PRIVACY="strict")
    began = time.process_time()
    own.payload("event", {"extra": {"a": text}})
    assert time.process_time() - began < 5


QUERIES = {
    "as_parameters": ("SELECT * FROM t WHERE a = %s LIMIT 21", None),
    "text": ("SELECT * FROM t WHERE a = 'O''Brien'", "SELECT * FROM t WHERE a = %s"),
    "number": ("UPDATE t1 SET a=5 WHERE b > 1.5", "UPDATE t1 SET a=%s WHERE b > %s"),
    "list": ("DELETE FROM t WHERE a IN (1, 2)", "DELETE FROM t WHERE a IN (%s, %s)"),
    "range": (
        "SELECT a FROM t WHERE a BETWEEN 1 AND 9",
        "SELECT a FROM t WHERE a BETWEEN %s AND %s",
    ),
    "insert": ("INSERT INTO t VALUES (1, E'a\\'b', NULL)", "INSERT INTO t VALUES (%s, %s, NULL)"),
    "cut": ("SELECT a FROM t WHERE a = 'never end", "SELECT a FROM t WHERE a = %s"),
    "no_query": ("it's 5 = 'five'", None),
}


@pytest.mark.parametrize("kind", QUERIES)
def test_E12_values_inlined_in_a_query_become_parameters(kind: str) -> None:
    query, cleaned = QUERIES[kind]
    assert parameterised(query) == cleaned
