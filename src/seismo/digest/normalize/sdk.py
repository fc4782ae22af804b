"""Which SDK sent the event."""

from functools import lru_cache

import msgspec
from msgspec.structs import replace

from seismo.digest.normalize.databag import CONTEXT, read_databag
from seismo.digest.normalize.facts import Facts
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import read_objects, read_text
from seismo.model.event import Databag, Json, Sdk

MAX_TEXT = 256
MAX_ENTRIES = 200

_decode = msgspec.json.Decoder().decode

_UNKNOWN = Sdk()


def read_sdk(raw: Json, facts: Facts, remarks: Remarks) -> Sdk | None:
    """From the payload; its name from the envelope header or the credentials when it has none."""
    sdk = _read(raw, remarks)
    if sdk and sdk.name:
        return sdk
    fallback = _read(of_sender(facts), remarks)
    if sdk is None or fallback is None:
        return sdk or fallback
    return replace(sdk, name=fallback.name, version=fallback.version)


@lru_cache(maxsize=64)
def known_sdk(text: bytes) -> Json:
    """What a JSON text says, as `Sdk` when nothing needs to be said about it.

    It is the same in every event of an application, so it is read once. Raises msgspec.DecodeError.
    """
    raw = _decode(text)
    remarks = Remarks([], {}, len(text))
    sdk = _read(raw, remarks)
    return sdk if sdk and not remarks.errors and not remarks.meta else raw


def _read(raw: Json, remarks: Remarks) -> Sdk | None:
    if type(raw) is Sdk:
        return raw
    at: Path = ("sdk",)
    if raw is None:
        return None
    if not isinstance(raw, dict):
        remarks.invalid(at, raw, "expected an object")
        return None
    sdk = Sdk(
        name=read_text(raw, "name", MAX_TEXT, remarks, at),
        version=read_text(raw, "version", MAX_TEXT, remarks, at),
        integrations=_texts(raw.get("integrations"), remarks, (*at, "integrations")),
        packages=_packages(raw.get("packages"), remarks, (*at, "packages")),
        settings=read_databag(raw.get("settings"), CONTEXT, remarks, (*at, "settings")),
        features=_texts(raw.get("features"), remarks, (*at, "features")),
    )
    return None if sdk == _UNKNOWN else sdk


def of_sender(facts: Facts) -> Databag | None:
    """Name and version as the envelope header tells them, or the credentials: `sentry.python/2.75.0`."""
    if facts.sdk:
        return facts.sdk
    name, _, version = facts.client.sdk.partition("/")
    return {"name": name, "version": version or None} if name else None


def _texts(raw: Json, remarks: Remarks, at: Path) -> list[str] | None:
    if raw is None:
        return None
    if not isinstance(raw, list):
        remarks.invalid(at, raw, "expected a list")
        return None
    texts: list[str] = []
    for index, entry in enumerate(raw[:MAX_ENTRIES]):
        if isinstance(entry, str):
            texts.append(remarks.shorten(entry, MAX_TEXT, (*at, index)))
        elif entry is not None:
            remarks.invalid((*at, index), entry, "expected text")
    return texts


def _packages(raw: Json, remarks: Remarks, at: Path) -> list[Databag] | None:
    packages = read_objects(raw, remarks, at)[:MAX_ENTRIES]
    return [
        {
            key: read_text(package, key, MAX_TEXT, remarks, (*at, index))
            for key in ("name", "version")
        }
        for index, package in enumerate(packages)
    ] or None
