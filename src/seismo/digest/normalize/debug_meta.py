"""Which binaries and source maps belong to the frames of an event."""

import re

from seismo.digest.normalize.databag import CONTEXT, read_databag
from seismo.digest.normalize.remarks import Path, Remarks
from seismo.digest.normalize.shape import keep_places
from seismo.model.event import Databag, EventError, Json

MAX_IMAGES = 5000
IMAGE_TYPES = frozenset(
    {
        *("apple", "macho", "elf", "pe", "pe_dotnet", "symbolic"),
        *("proguard", "wasm", "sourcemap", "jvm", "portable_pdb"),
    }
)

_DEBUG_ID = re.compile(
    r"([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})"
    r"(?:-?([0-9a-f]{1,8}))?"
)
_ADDRESSES = ("image_addr", "image_vmaddr")
_NATIVE = frozenset({"macho", "elf", "pe", "pe_dotnet", "symbolic", "wasm"})
_OLD_NAMES = {"id": "debug_id", "uuid": "debug_id", "name": "code_file"}
"""Names that older SDKs, and that for Rust, give to the same."""
_REQUIRED = {"sourcemap": ("code_file", "debug_id")}


def read_debug_meta(raw: Json, remarks: Remarks) -> Databag | None:
    """The object with its images checked.

    An image that cannot be used becomes null, because frames may name images by their place.
    """
    at: Path = ("debug_meta",)
    if raw is None:
        return None
    if not isinstance(raw, dict):
        remarks.invalid(at, raw, "expected an object")
        return None
    rest = {key: value for key, value in raw.items() if key != "images"}
    meta = read_databag(rest, CONTEXT, remarks, at) or {}
    images = _read_images(raw.get("images"), remarks, (*at, "images"))
    return ({**meta, "images": images} if images else meta) or None


def _read_images(raw: Json, remarks: Remarks, at: Path) -> list[Databag | None]:
    if raw is None:
        return []
    if not isinstance(raw, list):
        remarks.invalid(at, raw, "expected a list")
        return []
    if len(raw) > MAX_IMAGES:
        keep_places([*range(MAX_IMAGES)], remarks, at)
        remarks.dropped(at, len(raw))
    return [_read_image(image, remarks, (*at, i)) for i, image in enumerate(raw[:MAX_IMAGES])]


def _read_image(raw: Json, remarks: Remarks, at: Path) -> Databag | None:
    image = read_databag(raw, CONTEXT, remarks, at)
    if image is None:
        return None
    kind = image.get("type")
    if not isinstance(kind, str) or kind not in IMAGE_TYPES:
        remarks.invalid((*at, "type"), kind, "this type of image is not known")
        return None
    image = _with_modern_names(image, kind)
    kind = image["type"]
    changes: Databag = {}
    for name in ("debug_id", "uuid"):
        if image.get(name) is not None:
            changes[name] = _read_debug_id(image[name], remarks, (*at, name))
    for name in _ADDRESSES:
        if type(image.get(name)) is int:
            changes[name] = hex(image[name])
    for name in _REQUIRED.get(kind, ()):
        if not image.get(name):
            path = ".".join(map(str, (*at, name)))
            remarks.add(EventError("missing_attribute", path, reason="a source map needs it"))
    return {**image, **changes}


def _with_modern_names(image: Databag, kind: str) -> Databag:
    if kind == "apple":
        image = {**image, "type": "macho"}
    if image["type"] not in _NATIVE or not _OLD_NAMES.keys() & image.keys():
        return image
    renamed = {_OLD_NAMES.get(name, name): value for name, value in image.items()}
    return {**renamed, **{name: image[name] for name in renamed if image.get(name) is not None}}


def _read_debug_id(raw: Json, remarks: Remarks, at: Path) -> str | None:
    """As `8-4-4-4-12` in lower case, with the age when it is not 0."""
    match = _DEBUG_ID.fullmatch(raw.lower()) if isinstance(raw, str) else None
    if match is None:
        remarks.invalid(at, raw, "this is no debug id")
        return None
    *uuid, age = match.groups()
    age = (age or "").lstrip("0")
    return "-".join([*uuid, age] if age else uuid)
