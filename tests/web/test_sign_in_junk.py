"""What nobody's browser would send to the doors of sign-in: an answer, and never a failure of ours."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from support.app import App
from support.people import add_app, is_signed_in, new_person, sign_in, signed_in, visiting

from seismo.catalog.models import User

CREDENTIALS: dict[str, Any] = {
    "no JSON": "{",
    "null": None,
    "a list": [],
    "a number": 7,
    "a text": "x",
    "an empty object": {},
    "no response": {"id": "AA", "rawId": "AA", "type": "public-key"},
    "a response that is a list": {"id": "AA", "rawId": "AA", "type": "public-key", "response": []},
    "empty fields": {
        "id": "AA",
        "rawId": "AA",
        "type": "public-key",
        "response": {
            "clientDataJSON": "AA",
            "authenticatorData": "AA",
            "attestationObject": "AA",
            "signature": "AA",
            "userHandle": "MQ",
        },
    },
    "wrong kinds": {
        "id": 1,
        "rawId": [],
        "type": None,
        "response": {"clientDataJSON": 1, "userHandle": {}, "attestationObject": None},
    },
    "letters beyond base64": {
        "id": "ü",
        "rawId": "ü",
        "type": "public-key",
        "response": {"clientDataJSON": "ü", "authenticatorData": "ü", "userHandle": "ü"},
    },
}


@pytest.fixture
def person(app: App) -> User:
    return new_person(app)


@pytest.fixture
def visitor(app: App) -> Iterator[httpx.Client]:
    with visiting(app) as client:
        yield client


@pytest.fixture(scope="module")
def added(app: App) -> Iterator[httpx.Client]:
    """The browser of somebody who confirmed that it is them."""
    with signed_in(app, new_person(app)) as client:
        add_app(client)
        yield client


@pytest.mark.parametrize("credential", CREDENTIALS.values(), ids=CREDENTIALS.keys())
def test_a_passkey_that_is_none_signs_nobody_in(visitor: httpx.Client, credential: Any) -> None:
    visitor.get("/login/passkey/", headers={"Accept": "application/json"})
    answer = visitor.post("/login/passkey/", data={"credential": json.dumps(credential)})

    assert answer.status_code == 422
    assert not is_signed_in(visitor)


@pytest.mark.parametrize("credential", CREDENTIALS.values(), ids=CREDENTIALS.keys())
def test_a_passkey_that_is_none_is_not_added(added: httpx.Client, credential: Any) -> None:
    page = "/preferences/security/passkeys/"
    added.get(page)
    fields = {"name": "x", "passwordless": "on", "credential": json.dumps(credential)}

    assert added.post(page, data=fields).status_code == 422


@pytest.mark.parametrize("credential", CREDENTIALS.values(), ids=CREDENTIALS.keys())
def test_a_passkey_that_is_none_is_no_second_step(
    visitor: httpx.Client, added: httpx.Client, credential: Any
) -> None:
    frame = added.get("/preferences/").text.split('class="who"')[1]
    email = frame.split('title="')[1].split('"')[0]
    sign_in(visitor, User.objects.get(email=email))
    answer = visitor.post("/login/second-step/", data={"credential": json.dumps(credential)})

    assert answer.status_code in {422, 200}  # 200 is the sign-in page, where the step is over
    assert not is_signed_in(visitor)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/login/", {"email": "a\0b@x.test", "password": "x\0"}),
        ("/login/", {"email": "x" * 5000, "password": "y" * 5000}),
        ("/login/forgotten/", {"email": "\ud800".encode("utf-8", "surrogatepass")}),
        ("/login/second-step/", {"code": "\0"}),
        ("/login/second-step/", {}),
        ("/login/passkey/", {}),
    ],
    ids=["zero bytes", "long", "no text", "a code of zero", "no code", "no passkey"],
)
def test_junk_at_the_door_is_answered(
    visitor: httpx.Client, path: str, fields: dict[str, Any]
) -> None:
    assert visitor.post(path, data=fields).status_code < 500


@pytest.mark.parametrize("code", ["", "\0", "٣٤٥٦٧٨", "x" * 5000, "-1"])
def test_junk_in_place_of_a_code_signs_nobody_in(
    app: App, visitor: httpx.Client, person: User, code: str
) -> None:
    with signed_in(app, person) as own:
        add_app(own)
    sign_in(visitor, person)

    assert visitor.post("/login/second-step/", data={"code": code}).status_code == 422
    assert not is_signed_in(visitor)
