"""The built scripts, styles and icons, by the name they have before the build."""

import json
from functools import cache
from pathlib import Path

from django.conf import settings

BUILT = Path(__file__).parent / "static" / "seismo"


@cache
def manifest() -> dict[str, str]:
    """Name to the file name that carries the content's hash."""
    return dict(json.loads((BUILT / "manifest.json").read_text(encoding="utf-8")))


def asset_url(name: str) -> str:
    """Raises KeyError for a name that the build does not make."""
    return f"{settings.STATIC_URL}seismo/{manifest()[name]}"
