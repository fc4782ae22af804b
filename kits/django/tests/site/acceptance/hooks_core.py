"""Functions of the application that settings name."""

from typing import Any


def keep_errors_only(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
    return event if event.get("level") == "error" else None


def mark(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    return event | {"tags": {**event.get("tags", {}), "marked": "yes"}}


def raise_always(*args: Any) -> Any:
    raise RuntimeError("a hook of the application")


def drop_sql(crumb: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
    return None if crumb.get("category") == "query" else crumb


def sampler_of_a_team(context: dict[str, Any]) -> float:
    """As one of the documents has it: only requests have an environ."""
    return 1.0 if context["wsgi_environ"]["PATH_INFO"].startswith("/api/") else 0.1


def drop_all(event: dict[str, Any], hint: dict[str, Any]) -> None:
    return None
