"""For the tests of an application: what would have been sent, and what it says.

With pytest the fixture `seismo_events` is there without an import; with unittest there is `SeismoTestMixin`.
Nothing ever touches the network.
"""

from seismo_django.testing.captured import Captured, Error, Transaction
from seismo_django.testing.mixin import SeismoTestMixin
from seismo_django.testing.recording import recording

__all__ = ["Captured", "Error", "SeismoTestMixin", "Transaction", "recording"]
