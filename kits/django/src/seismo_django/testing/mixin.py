"""The unittest flavour: `class PayTests(SeismoTestMixin, TestCase)`."""

import unittest
from contextlib import ExitStack
from typing import Any, ClassVar

from seismo_django.testing.alerts import Alerts
from seismo_django.testing.captured import Captured
from seismo_django.testing.recording import recording


class SeismoTestMixin(unittest.TestCase):
    """`self.seismo_events` holds what the test made the application send."""

    seismo: ClassVar[dict[str, Any]] = {}
    """What `recording` takes: `{"traces": True, "privacy": "full"}`."""

    seismo_events: Captured
    seismo_alerts: Alerts

    def setUp(self) -> None:
        super().setUp()
        stack = ExitStack()
        self.seismo_events = stack.enter_context(recording(**self.seismo))
        self.seismo_alerts = self.seismo_events.alerts
        self.addCleanup(stack.close)
