"""The user who was affected, and the address that may be inferred for them."""

import ipaddress
from functools import lru_cache

from msgspec.structs import replace

from seismo.digest.normalize.databag import CONTEXT, read_databag
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import scalar_text
from seismo.model.event import Databag, Json, Request, Sdk, User

AUTO = "{{auto}}"
MAX_ID = 128
MAX_EMAIL = 75
MAX_USERNAME = 128

_KNOWN = frozenset({*User.__struct_encode_fields__, "sentry_user"})
_INFERRING_PLATFORMS = frozenset({"javascript", "cocoa", "objc"})


def read_user(raw: Json, remarks: Remarks) -> User | None:
    """The user as sent; keys that are not known go to `data`. None when nothing is there."""
    at: Path = ("user",)
    if raw is None:
        return None
    if not isinstance(raw, dict):
        remarks.invalid(at, raw, "expected an object")
        return None
    user = User(
        id=_text(raw, "id", MAX_ID, remarks),
        email=_text(raw, "email", MAX_EMAIL, remarks),
        username=_text(raw, "username", MAX_USERNAME, remarks),
        name=_text(raw, "name", MAX_USERNAME, remarks),
        ip_address=_read_ip(raw.get("ip_address"), remarks, (*at, "ip_address")),
        geo=read_databag(raw.get("geo"), CONTEXT, remarks, (*at, "geo")) or None,
        segment=_text(raw, "segment", MAX_USERNAME, remarks),
        data=_read_data(raw, remarks),
    )
    return None if user == _NOBODY else user


_NOBODY = User()


def _text(raw: Databag, name: str, limit: int, remarks: Remarks) -> str | None:
    value = raw.get(name)
    if value is None:
        return None
    at = ("user", name)
    text = scalar_text(value)
    if text is None:
        remarks.invalid(at, value, "expected text")
        return None
    return remarks.shorten(text.strip(), limit, at) or None


def _read_data(raw: Databag, remarks: Remarks) -> Databag | None:
    at: Path = ("user", "data")
    others = {key: value for key, value in raw.items() if key not in _KNOWN and value is not None}
    data = read_databag(raw.get("data"), CONTEXT, remarks, at)
    if not others:
        return data or None
    moved = {key: ("data", key) for key in others}
    stay = {key: (key,) for key in remarks.marked(("user",)) if key not in others}
    remarks.remap(("user",), {**moved, **stay})
    return {**(read_databag(others, CONTEXT, remarks, at) or {}), **(data or {})}


def _read_ip(raw: Json, remarks: Remarks, at: Path) -> str | None:
    if raw is None or raw == "":
        return None
    if raw == AUTO or is_ip(raw):
        return str(raw)
    remarks.invalid(at, raw, "expected an IP address")
    return None


def is_ip(text: Json) -> bool:
    return isinstance(text, str) and _is_ip(text)


@lru_cache(maxsize=1024)
def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def with_address(
    user: User | None, request: Request | None, sdk: Sdk | None, platform: str, facts: Facts
) -> User | None:
    """The user with the IP address that may be inferred; `{{auto}}` is gone in any case."""
    wish = (sdk.settings or {}).get("infer_ip") if sdk else None
    known = user.ip_address if user else None
    client = facts.client.remote_addr if is_ip(facts.client.remote_addr) else None
    address = known if known != AUTO else None
    if address is None and wish != "never":
        server_side = _remote_addr(request)
        if known == AUTO or server_side == AUTO:
            address = client
        elif is_ip(server_side):
            address = str(server_side)
        elif wish == "auto" or (wish is None and platform in _INFERRING_PLATFORMS):
            address = client
    if address == known:
        return user
    named = replace(user or _NOBODY, ip_address=address)
    return None if named == _NOBODY else named


def _remote_addr(request: Request | None) -> Json:
    return request.env.get("REMOTE_ADDR") if request and request.env else None


def with_remote_addr(request: Request | None, user: User | None) -> Request | None:
    """The request with `{{auto}}` in REMOTE_ADDR replaced by the user's address, or removed."""
    if request is None or not request.env or _remote_addr(request) != AUTO:
        return request
    env = {key: value for key, value in request.env.items() if key != "REMOTE_ADDR"}
    if user and user.ip_address:
        env["REMOTE_ADDR"] = user.ip_address
    return replace(request, env=env or None)
