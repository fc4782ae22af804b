"""Errors that somebody raised to see one arrive."""

from typing import Any

from seismo_django.events.bind import exception_of

MARK = "__seismo_test__"
"""An exception with this attribute is sent in DEBUG, too."""


def let_tests_out(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    if getattr(exception_of(hint), MARK, False):
        from seismo_django.transport.local import let_out

        let_out(event["event_id"])
    return event
