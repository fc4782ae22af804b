"""Management commands: one transaction each, named after them, and what ended them.

`BaseCommand.execute` stays as it is, for `call_command` calls it too, inside requests and tests; a process
runs `run_from_argv` once.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sentry_sdk
from django.core.management.base import BaseCommand, CommandError

from seismo_django import tracing
from seismo_django.conf.process import current
from seismo_django.destination import STAYING
from seismo_django.guard import note_failure

_MARK = "_seismo_watched"
Run = Callable[[BaseCommand, list[str]], None]


def watch() -> None:
    """Watch the commands of this process. Doing it twice changes nothing."""
    if not getattr(BaseCommand.run_from_argv, _MARK, False):
        BaseCommand.run_from_argv = _watched(BaseCommand.run_from_argv)  # type: ignore[method-assign,assignment]


def _watched(run: Run) -> Run:
    @functools.wraps(run)
    def run_from_argv(self: BaseCommand, argv: list[str]) -> None:
        name = argv[1] if len(argv) > 1 else ""
        if not name or name in STAYING or name in current().settings.skip_commands:
            return run(self, argv)
        with _named(name), tracing.transaction("command", f"command:{name}"), _ending(name):
            return run(self, argv)

    setattr(run_from_argv, _MARK, True)
    return run_from_argv


@contextmanager
def _named(name: str) -> Iterator[None]:
    """The name stays on the scope: an error that ends the process is captured after the transaction."""
    try:
        sentry_sdk.get_isolation_scope().set_transaction_name(f"command:{name}", source="task")
    except Exception:
        note_failure("command_line")
    yield


@contextmanager
def _ending(name: str) -> Iterator[None]:
    try:
        yield
    except SystemExit as ending:
        if ending.code not in (None, 0) and current().settings.capture_command_errors:
            _warn(name, ending)
        raise


def _warn(name: str, ending: SystemExit) -> None:
    cause = ending.__context__
    try:
        with sentry_sdk.new_scope() as scope:
            scope.set_level("warning")
            scope.set_tag("command", name)
            if isinstance(cause, CommandError):
                sentry_sdk.capture_exception(cause)
            else:
                sentry_sdk.capture_message(f"{name} ended with exit code {ending.code}")
    except Exception:
        note_failure("command_line")
