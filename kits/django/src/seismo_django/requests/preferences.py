"""How the visitor has it: theme, language, time zone."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone, translation

from seismo_django.guard import guarded
from seismo_django.hooks import FAILED, hook
from seismo_django.requests.loaded import loaded

AUTO = "auto"
_COOKIE = "cookie:"


def preferences_of(request: HttpRequest, user: Any, said: dict[str, Any]) -> dict[str, Any]:
    """By name what USER_PREFERENCES says: `auto`, `cookie:theme`, `profile.theme`, or a callable."""
    found = {name: _preference(name, way, request, user) for name, way in said.items()}
    return {name: value for name, value in found.items() if value not in (None, "")}


@guarded(None)
def _preference(name: str, way: Any, request: HttpRequest, user: Any) -> Any:
    if callable(way):
        ask = hook(way, "USER_PREFERENCES")
        answer = ask(user) if ask and user is not None else None
        return None if answer is FAILED else answer
    if way == AUTO:
        return _AUTOMATIC[name]() if name in _AUTOMATIC else None
    if str(way).startswith(_COOKIE):
        return request.COOKIES.get(str(way).removeprefix(_COOKIE))
    return loaded(user, str(way)) if user is not None else None


_AUTOMATIC = {
    "language": translation.get_language,
    "timezone": timezone.get_current_timezone_name,
}
