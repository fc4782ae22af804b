"""Seismo for Django: one call that sets up error tracking the way teams want it.

    import seismo_django
    seismo_django.init()          # the last line of settings.py

Importing this package touches neither settings nor models nor the network.
"""

from seismo_django import metrics
from seismo_django.operations import operation, service
from seismo_django.setup import init

__version__ = "0.1.0"

__all__ = ["__version__", "init", "metrics", "operation", "service"]
