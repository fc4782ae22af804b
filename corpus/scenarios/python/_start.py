"""Starts the SDK in the same way in every scenario and every version."""

import os
from typing import Any

import sentry_sdk
from sentry_sdk.consts import DEFAULT_OPTIONS

PUBLIC_OPTIONS: dict[str, Any] = {
    "release": "shop@1.4.0+57",
    "environment": "staging",
    "server_name": "web-1",
    "send_default_pii": True,
}

own_scope = getattr(sentry_sdk, "new_scope", None) or sentry_sdk.push_scope
"""The same function under its name of today and its name before 2.0."""


def start(**options: Any) -> None:
    """An option that this version does not know is left out."""
    wanted = PUBLIC_OPTIONS | options
    known = {name: value for name, value in wanted.items() if name in DEFAULT_OPTIONS}
    sentry_sdk.init(os.environ["SCENARIO_DSN"], **known)
