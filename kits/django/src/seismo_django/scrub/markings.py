"""What the application's authors marked as secret with Django's own decorators.

`@sensitive_variables` and `@sensitive_post_parameters` are known only while there is a traceback and a
request, so that this runs before the event leaves them. Values that it hides are hidden wherever they stand.
"""

from collections.abc import Collection, Iterator, Mapping
from inspect import CO_COROUTINE
from types import FrameType, TracebackType
from typing import Any, TypeAlias

from django.views.decorators import debug

from seismo_django.requests.state import IN_HINT
from seismo_django.scrub import without
from seismo_django.scrub.posted import ALL, POSTED
from seismo_django.scrub.spans import FILTERED

_WRAPPER = "sensitive_variables_wrapper"
_ARGUMENTS = ("func_args", "func_kwargs")
_of_coroutines: Mapping[int, Any] = getattr(debug, "coroutine_functions_to_sensitive_variables", {})
"""Django 5 notes coroutines here, by file and line, as they have no callers."""

Names: TypeAlias = str | Collection[str]
Place: TypeAlias = tuple[str, int]
"""A function and a line of it."""


def hide_marked(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """A step of `before_send`."""
    hidden: list[str] = []
    exception = (hint.get("exc_info") or (None, None, None))[1]
    marked = _marked_variables(exception)
    if marked:
        for frame in _frames(event):
            names = marked.get((str(frame.get("function")).rpartition(".")[2], frame.get("lineno")))
            if names:
                _hide(frame.get("vars"), names, hidden)
    parameters = getattr(hint.get(IN_HINT), "sensitive_post_parameters", None)
    if parameters:
        _hide((event.get("request") or {}).get("data"), parameters, hidden)
    return without(event, hidden) if hidden else event


def note_posted(transaction: dict[str, Any], request: Any) -> None:
    """A transaction passes no `before_send`, and its body is added later: the transport has to hide it."""
    names = getattr(request, "sensitive_post_parameters", None)
    if names:
        transaction[POSTED] = names if names == ALL else list(names)


def _marked_variables(exception: BaseException | None) -> dict[Any, Names]:
    """By function and line: the names of its variables that are secret."""
    known: dict[FrameType, Names | None] = {}
    marked: dict[Any, Names] = {}
    for traceback in _tracebacks(exception):
        frame = traceback.tb_frame
        names: Names | None = _marked_around(frame, known)
        if _is_wrapper(frame):
            names = _ARGUMENTS
        if names:
            marked[frame.f_code.co_name, traceback.tb_lineno] = names
    return marked


def _tracebacks(exception: BaseException | None) -> Iterator[TracebackType]:
    seen: set[int] = set()
    while exception is not None and id(exception) not in seen:
        seen.add(id(exception))
        traceback = exception.__traceback__
        while traceback is not None:
            yield traceback
            traceback = traceback.tb_next
        exception = exception.__cause__ or exception.__context__


def _marked_around(frame: FrameType, known: dict[FrameType, Names | None]) -> Names | None:
    """Of the nearest decorator among the callers, as Django's own error pages take it."""
    passed: list[FrameType] = []
    names = _marked_coroutine(frame)
    at: FrameType | None = frame
    while names is None and at is not None:
        if at in known:
            names = known[at]
            break
        passed.append(at)
        if _is_wrapper(at):
            names = getattr(at.f_locals[_WRAPPER], "sensitive_variables", None)
        at = at.f_back
    known.update(dict.fromkeys(passed, names))
    return names


def _is_wrapper(frame: FrameType) -> bool:
    return frame.f_code.co_name == _WRAPPER and _WRAPPER in frame.f_locals


def _marked_coroutine(frame: FrameType) -> Names | None:
    code = frame.f_code
    if not code.co_flags & CO_COROUTINE or not _of_coroutines:
        return None
    found: Names | None = _of_coroutines.get(hash(f"{code.co_filename}:{code.co_firstlineno}"))
    return found


def _frames(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    exception = event.get("exception") or {}
    for value in exception.get("values") or ():
        yield from (value.get("stacktrace") or {}).get("frames") or ()


def _hide(values: Any, names: Names, hidden: list[str]) -> None:
    """Filter these of the values in place, and note what they were."""
    if not isinstance(values, dict):
        return
    for name in list(values):
        if names == ALL or name in names:
            hidden += _texts(values[name])
            values[name] = FILTERED


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
