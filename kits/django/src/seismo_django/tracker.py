"""What applications call themselves: the same on every SDK, and nothing here raises.

In a process that sends nothing these do nothing, and do not load the SDK for it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from seismo_django import sdk
from seismo_django.events.bind import event_id_of
from seismo_django.events.personal import USER_ATTRIBUTE, fields_allowed
from seismo_django.guard import guarded, note_failure
from seismo_django.requests.user import fields_of
from seismo_django.transport.accepted import was_accepted

LONGEST_TAG = 200


@guarded(None)
def tag(name: str, value: Any, /) -> None:
    """A tag of everything that this request, task or command still sends. None and "" set none."""
    text = "" if value is None else str(value)[:LONGEST_TAG]
    if not text or not sdk.is_loaded():
        return
    import sentry_sdk

    scope = sentry_sdk.get_isolation_scope()
    scope.set_tag(name, text)
    set_attribute = getattr(scope, "set_attribute", None)
    if set_attribute:  # tags reach errors, in a stream of spans attributes reach the spans
        set_attribute(name, text)


@guarded(None)
def context(name: str, /, **values: Any) -> None:
    """A named group of values on every error from here on: `context("order", total=order.total)`."""
    if sdk.is_loaded():
        import sentry_sdk

        sentry_sdk.get_isolation_scope().set_context(name, values)


@guarded(None)
def crumb(message: str, /, category: str = "app", level: str = "info", **values: Any) -> None:
    """A step on the way, shown with the error that follows."""
    if sdk.is_loaded():
        import sentry_sdk

        sentry_sdk.add_breadcrumb(message=message, category=category, level=level, data=values)


@contextmanager
def user_scope(user: Any) -> Iterator[None]:
    """Errors inside happened to this user: for commands, threads and loops over people."""
    if not sdk.is_loaded():
        yield
        return
    import sentry_sdk

    told = fields_of(user, fields_allowed()) or {}
    with sentry_sdk.isolation_scope() as scope:
        scope.set_user(told)
        try:
            yield
        except Exception as error:
            _mark(error, told)
            raise


@guarded(None)
def _mark(error: BaseException, told: dict[str, str]) -> None:
    if not hasattr(error, USER_ATTRIBUTE):
        setattr(error, USER_ATTRIBUTE, told)


class ErrorTracker:
    """Captures by hand, with the signatures that teams have written for themselves."""

    @staticmethod
    def capture_exception(
        error: BaseException,
        context: Mapping[str, Any] | None = None,
        level: str = "error",
        tags: Mapping[str, Any] | None = None,
    ) -> str | None:
        """Report an exception. `context` holds named groups: `{"payment": {"amount": amount}}`.

        The id of the event, or None when it was ignored or not sent.
        """
        if not sdk.is_loaded():
            return None
        import sentry_sdk

        with _told(context, level, tags):
            sentry_sdk.capture_exception(error)
        return event_id_of(error)

    @staticmethod
    def capture_message(
        message: str,
        level: str = "info",
        context: Mapping[str, Any] | None = None,
        tags: Mapping[str, Any] | None = None,
    ) -> str | None:
        """Report a sentence. The id of the event, or None when it was ignored or not sent."""
        if not sdk.is_loaded():
            return None
        import sentry_sdk

        event_id = None
        with _told(context, level, tags):
            event_id = sentry_sdk.capture_message(message)
        return event_id if event_id and was_accepted(event_id) else None

    @staticmethod
    @guarded(None)
    def set_user(
        user_id: Any = None, email: str | None = None, username: str | None = None, **more: Any
    ) -> None:
        """Who is concerned from here on. Of this, PRIVACY lets out what it lets out."""
        if not sdk.is_loaded():
            return
        import sentry_sdk

        said = {"id": user_id, "email": email, "username": username, **more}
        told = {name: str(value) for name, value in said.items() if value is not None}
        sentry_sdk.get_isolation_scope().set_user(told)

    set_tag = staticmethod(tag)
    set_context = staticmethod(context)
    add_breadcrumb = staticmethod(crumb)


@contextmanager
def _told(
    context: Mapping[str, Any] | None, level: str, tags: Mapping[str, Any] | None
) -> Iterator[None]:
    """A scope of its own for one capture, which happens whatever is wrong with what is told."""
    import sentry_sdk

    with sentry_sdk.new_scope() as scope:
        try:
            scope.set_level(level)  # type: ignore[arg-type]  # a word; the server knows which exist
            for name, values in _groups(context or {}).items():
                scope.set_context(name, values)
            for name, value in (tags or {}).items():
                scope.set_tag(name, str(value)[:LONGEST_TAG])
        except Exception:
            note_failure("ErrorTracker")
        yield


def _groups(said: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Groups by name; loose values are a group `context` of their own."""
    groups = {name: dict(values) for name, values in said.items() if isinstance(values, Mapping)}
    loose = {name: value for name, value in said.items() if not isinstance(value, Mapping)}
    return groups | ({"context": loose} if loose else {})
