"""What the installed sentry-sdk can do: asked of itself, never of its version number."""

from typing import Any

import sentry_sdk
from sentry_sdk.consts import DEFAULT_OPTIONS, VERSION

VERSION_INFO = tuple(int(part) for part in VERSION.split(".")[:2])
"""Major and minor, for the doctor's sentences only."""


def takes(option: str) -> bool:
    """Whether `sentry_sdk.init` knows the option."""
    return option in DEFAULT_OPTIONS


def spell(**wanted: Any) -> dict[str, Any]:
    """These options without those that this SDK would refuse."""
    return {name: value for name, value in wanted.items() if takes(name)}


def is_active() -> bool:
    """Whether a client with a DSN is there, in 2.18 as in 3."""
    return bool(sentry_sdk.get_client().is_active())
