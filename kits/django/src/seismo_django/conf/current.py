"""The settings of this process."""

import os
import sys
from collections.abc import Mapping
from typing import Any

from seismo_django.conf.read import Loaded, read

_loaded: Loaded | None = None


def current(**keywords: Any) -> Loaded:
    """What `init` was given; before it, what the project's settings and the environment say."""
    return _loaded or read(*_said(), **keywords)


def use(loaded: Loaded) -> None:
    global _loaded  # one process has one set of settings
    _loaded = loaded


def forget() -> None:
    """Read anew next time, for tests."""
    global _loaded  # as above
    _loaded = None


def _said() -> tuple[Mapping[str, Any], Mapping[str, str], bool]:
    """SEISMO, the environment and DEBUG.

    `init` is called while the settings module is being loaded, when Django's own settings cannot be asked
    yet: then the half-loaded module is.
    """
    from django.conf import settings

    loading: Any = sys.modules.get(os.environ.get("DJANGO_SETTINGS_MODULE", ""), settings)
    return getattr(loading, "SEISMO", {}), os.environ, bool(getattr(loading, "DEBUG", False))
