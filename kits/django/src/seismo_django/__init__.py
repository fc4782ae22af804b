"""Seismo for Django: one call that sets up error tracking the way teams want it.

    import seismo_django
    seismo_django.init()          # the last line of settings.py

Importing this package touches neither settings nor models nor the network.
"""

from seismo_django import metrics
from seismo_django.operations import operation, service
from seismo_django.setup import init
from seismo_django.tracker import ErrorTracker, context, crumb, tag, user_scope

__version__ = "0.1.0"

__all__ = [
    "ErrorTracker",
    "__version__",
    "context",
    "crumb",
    "init",
    "metrics",
    "operation",
    "service",
    "tag",
    "user_scope",
]
