"""What the installed sentry-sdk can do: asked of itself, never of its version number."""

import inspect
from importlib import import_module
from typing import Any

import sentry_sdk
from sentry_sdk.consts import DEFAULT_OPTIONS, VERSION
from sentry_sdk.integrations import DidNotEnable, Integration

VERSION_INFO = tuple(int(part) for part in VERSION.split(".")[:2])
"""Major and minor, for the doctor's sentences only."""


OF_PACKAGES = frozenset({"celery", "redis"})
"""Integrations that are named after the package they are for."""


def takes(option: str) -> bool:
    """Whether `sentry_sdk.init` knows the option."""
    return option in DEFAULT_OPTIONS


def spell(**wanted: Any) -> dict[str, Any]:
    """These options without those that this SDK would refuse."""
    return {name: value for name, value in wanted.items() if takes(name)}


def integration(module: str, name: str, **wanted: Any) -> Integration | None:
    """An integration with the arguments that this SDK takes; None when its package is not installed.

    Some integrations notice only in `init` that their package is missing, which would end it.
    """
    try:
        found: type[Integration] = getattr(import_module(f"sentry_sdk.integrations.{module}"), name)
        if module in OF_PACKAGES:
            import_module(module)
    except (DidNotEnable, ImportError):
        return None
    known = inspect.signature(found.__init__).parameters
    return found(**{key: value for key, value in wanted.items() if key in known})


def integration_takes(module: str, name: str, argument: str) -> bool:
    """Whether an integration of this SDK knows the argument."""
    found = getattr(import_module(f"sentry_sdk.integrations.{module}"), name)
    return argument in inspect.signature(found.__init__).parameters


def sends_logs() -> bool:
    """Whether it can send structured logs: late 2.x has a switch for it, 3 always can."""
    return takes("enable_logs") or not takes("send_default_pii")


def sends_metrics() -> bool:
    """Whether it can send metrics: before trace metrics there is a module of that name without this."""
    return hasattr(getattr(sentry_sdk, "metrics", None), "count")


def is_active() -> bool:
    """Whether a client with a DSN is there, in 2.18 as in 3."""
    return bool(sentry_sdk.get_client().is_active())
