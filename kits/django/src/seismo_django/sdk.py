"""What the installed sentry-sdk can do: asked of itself, never of its version number.

Importing it takes a quarter of a second. A process that sends nothing needs none of it, so whatever every
process loads imports it in the function that needs it.
"""

import inspect
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sentry_sdk.integrations import Integration

OF_PACKAGES = frozenset({"celery", "redis"})
"""Integrations that are named after the package they are for."""


def takes(option: str) -> bool:
    """Whether `sentry_sdk.init` knows the option."""
    from sentry_sdk.consts import DEFAULT_OPTIONS

    return option in DEFAULT_OPTIONS


def spell(**wanted: Any) -> dict[str, Any]:
    """These options without those that this SDK would refuse."""
    return {name: value for name, value in wanted.items() if takes(name)}


def integration(module: str, name: str, **wanted: Any) -> "Integration | None":
    """An integration with the arguments that this SDK takes; None when its package is not installed.

    Some integrations notice only in `init` that their package is missing, which would end it.
    """
    from sentry_sdk.integrations import DidNotEnable

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
    import sentry_sdk

    return hasattr(getattr(sentry_sdk, "metrics", None), "count")


def has_metrics_on_trial() -> bool:
    """Whether metrics are one of its experiments, which has to be switched on."""
    return sends_metrics() and not (takes("enable_metrics") or takes("before_send_metric"))


def always_streams() -> bool:
    """Whether it knows no transactions and sends every span by itself, as from 3 on."""
    import sentry_sdk

    return not hasattr(sentry_sdk, "start_transaction")


def version() -> tuple[int, ...]:
    """Major and minor, for sentences only."""
    from sentry_sdk.consts import VERSION

    return tuple(int(part) for part in VERSION.split(".")[:2])


def is_loaded() -> bool:
    """Whether anybody imported it in this process. Where nobody did, nobody can have started it."""
    return "sentry_sdk" in sys.modules


def is_active() -> bool:
    """Whether a client with a DSN is there, in 2.18 as in 3."""
    if not is_loaded():
        return False
    import sentry_sdk

    return bool(sentry_sdk.get_client().is_active())
