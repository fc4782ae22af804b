import pytest

from seismo.digest.scrub import scrub
from seismo.digest.scrub.names import Kind, is_session_cookie, kind_of
from seismo.model.event import Event, encode_event
from seismo.model.project import Scrubbing


def words(text: str) -> list[str]:
    return text.split()


SECRET = words("""
password passwd pwd PASSWORD Password password1 new_password1 user_password userPassword
dbPassword DB_PASSWORD db.password spring.datasource.password mysql_pwd MYSQL_PWD passphrase
pass_phrase old-password secret client_secret clientSecret CLIENT-SECRET secret_key SECRET_KEY
secretKey aws_secret_access_key AWS_SECRET_ACCESS_KEY apiKey api_key api-key apikey APIKEY
x-api-key X_API_KEY auth AUTH basic_auth http-auth X-Auth-Token x_auth_user authorization
Authorization HTTP_AUTHORIZATION Proxy-Authorization auth_token authToken oauth_token oauthToken
OAuthToken credentials aws_credentials private_key privateKey PrivateKey ssh_key signing_key
encryption_key access_key token access_token accessToken refreshToken id_token csrf_token
csrftoken CSRFToken csrfmiddlewaretoken X-CSRFToken X-Csrf-Token xsrf XSRF-TOKEN _csrf
session_id sessionId sessionid session_key PHPSESSID JSESSIONID connect.sid otp otp_code
two_factor two_factor_code 2fa_code pin pin_code cvv cvc card_number cardNumber CardNumber
credit_card cc_number ssn jwt password_hash _auth_user_hash passwordHash password_reset_token
reset_token stripe_secret webhook_secret connection_string verification_code recovery_codes
github_token GITHUB_TOKEN senha kennwort
""")

SECRET_TEXTS = words("""
session cookie Cookie Set-Cookie HTTP_COOKIE cookies pass db_pass smtp_pass pw tokens dsn
sentry_dsn DATABASE_DSN CSRF_COOKIE
""")

INNOCENT = words("""
author authors author_id authority authorities authored_by authorName co_author oauth
oauth_provider oauth2_provider auth_user auth_user_id auth_provider auth_backend auth_method
auth_type auth0_domain AUTH_USER_MODEL AUTHENTICATION_BACKENDS authenticated is_authenticated
authentication django.contrib.auth oauth_scopes tokenize tokenizer tokenized tokenization
token_count max_tokens num_tokens total_tokens token_type token_url token_expires_at token_ttl
token_limit secretary secretariat secretion secret_santa secret_name passenger passengers
compass passed bypass passive passage passport_country pass_count pass_rate encompass
session_count session_duration session_engine SESSION_ENGINE SESSION_COOKIE_AGE
SESSION_COOKIE_NAME sessions_total password_changed_at password_reset_url password_reset_timeout
PASSWORD_HASHERS password_length password_validators password_strength has_password
is_password_set show_password forgot_password require_password passwordless csrf_exempt
CSRF_TRUSTED_ORIGINS CSRF_COOKIE_SECURE CSRF_FAILURE_VIEW csrf_processing_done cookie_domain
cookie_age cookie_consent_at cookiecutter key keys public_key primary_key foreign_key cache_key
sort_key keyboard monkey turkey code status_code country_code postal_code card cards card_type
card_brand discard cardinality pinned pinning spinner opinion shipping ping option options dsnap
sidebar side inside residence signal design assign signature_version compassion classpath
tokens_per_second_limit credited accredited credit
""")


@pytest.mark.parametrize("name", SECRET)
def test_a_name_of_a_secret_is_known_in_every_style(name: str) -> None:
    assert kind_of(name) is Kind.SECRET


@pytest.mark.parametrize("name", SECRET_TEXTS)
def test_a_name_that_may_be_harmless_for_an_object_is_secret_for_a_text(name: str) -> None:
    assert kind_of(name) is Kind.TEXT


@pytest.mark.parametrize("name", SECRET + SECRET_TEXTS)
def test_the_scanner_of_bytes_knows_every_such_name(name: str) -> None:
    event = Event(
        event_id="0f" * 16,
        timestamp=1.0,
        received=2.0,
        transaction=f"/x/?{name}=fake-value-1",
        culprit=f"x {{'{name}': 'fake-value-2'}}",
        extra={name: "fake-value-3", "pair": [name, "fake-value-4"]},
    )
    assert b"fake-value" not in encode_event(scrub(event, Scrubbing()))


@pytest.mark.parametrize("name", INNOCENT)
def test_a_look_alike_is_innocent(name: str) -> None:
    assert kind_of(name) is Kind.INNOCENT


@pytest.mark.parametrize("name", ["su", "sudo", "symfony", "_vercel_jwt", "sentrysid", "csrf"])
def test_some_names_are_secret_only_among_cookies(name: str) -> None:
    assert is_session_cookie(name)


@pytest.mark.parametrize("name", ["theme", "language", "_ga", "author", "messages"])
def test_other_cookies_are_not_sessions(name: str) -> None:
    assert not is_session_cookie(name)


def test_the_end_of_an_overlong_name_decides() -> None:
    assert kind_of("x" * 10_000 + "_password") is Kind.SECRET
