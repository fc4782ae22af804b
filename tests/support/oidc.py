"""A small OpenID Connect provider on loopback, which vouches for whom a test says."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from django.test import override_settings

from seismo.model.access import Role
from seismo.model.sign_in import OidcProvider

CLIENT = "seismo"
SECRET = "fake-client-secret"
SIGNING = "fake-signing-words-of-a-provider-in-a-test"


class Login:
    """The provider: `person` is who is signed in there."""

    def __init__(self) -> None:
        self.person: Mapping[str, Any] = {}
        self.denies = False
        self.codes: dict[str, Mapping[str, str]] = {}
        self.tokens: dict[str, Mapping[str, Any]] = {}
        self.url = ""

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        }

    def authorize(self, asked: Mapping[str, str]) -> str:
        """Where the browser goes next."""
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        answer = {"error": "access_denied"} if self.denies else {"code": code}
        return f"{asked['redirect_uri']}?{urlencode(answer | {'state': asked['state']})}"

    def token(self, asked: Mapping[str, str]) -> dict[str, Any]:
        given = self.codes.pop(asked["code"])
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        assert challenge == given["code_challenge"]
        assert asked["client_secret"] == SECRET
        access_token = secrets.token_urlsafe(8)
        self.tokens[access_token] = self.person
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": self.person["sub"],
            "iat": now,
            "exp": now + 60,
        }
        id_token = jwt.encode(claims, SIGNING, algorithm="HS256")
        return {"access_token": access_token, "token_type": "Bearer", "id_token": id_token}

    def userinfo(self, authorization: str) -> Mapping[str, Any]:
        return self.tokens[authorization.removeprefix("Bearer ")]


class _Pages(BaseHTTPRequestHandler):
    login: Login

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.login.authorize(_single(address.query)))
            self.end_headers()
        elif address.path == "/userinfo":
            self._json(self.login.userinfo(self.headers["Authorization"]))
        else:
            self._json(self.login.discovery())

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self._json(self.login.token(_single(self.rfile.read(length).decode())))

    def _json(self, value: Mapping[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """What is asked here is no news."""


def _single(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def provider() -> Iterator[Login]:
    login = Login()
    handler = type("Pages", (_Pages,), {"login": login})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        login.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield login
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def vouched_by(
    login: Login, role: Role | None = None, domains: tuple[str, ...] = (), secret: str = SECRET
) -> Iterator[None]:
    """While it lasts, the server lets people in for whom the provider vouches."""
    settings = OidcProvider(login.url, CLIENT, secret, "Example login", role, domains)
    with override_settings(OIDC=settings):
        yield
