"""Which errors are one issue: rules that ask what failed, and not what the message says."""

from seismo_django.events.grouping.rules import group

__all__ = ["group"]
