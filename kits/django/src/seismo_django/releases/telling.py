"""Telling a server of a release: the requests that the field's command line makes, in its order."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from seismo_django.commands.asking import Answer
from seismo_django.commands.server import Server
from seismo_django.releases.commits import Commit


class Refused(Exception):
    """The server did not do it; `str(error)` says what it answered and what to do."""


def create(server: Server, version: str) -> None:
    """Make it, or find that it is there: both are well."""
    _done(
        server,
        "POST",
        "",
        {"version": version, "projects": [server.project], "dateStarted": _now()},
    )


def previous_commit(server: Server, version: str) -> str:
    """The commit of the newest release that has some; empty when there is none."""
    answer = server.ask("GET", _path(server, version, "previous-with-commits/"))
    told = answer.json()
    last = told.get("lastCommit") if answer.is_good and isinstance(told, dict) else None
    return str(last.get("id") or "") if isinstance(last, dict) else ""


def set_commits(server: Server, version: str, commits: Sequence[Commit], repository: str) -> None:
    sent = [commit.as_sent(repository) for commit in commits]
    _done(server, "PUT", version, {"commits": sent})


def finalize(server: Server, version: str) -> None:
    _done(server, "PUT", version, {"projects": [server.project], "dateReleased": _now()})


def deploy(server: Server, version: str, environment: str, more: Mapping[str, str]) -> None:
    """`more` may hold `name` and `url`."""
    body = {"environment": environment, "projects": [server.project], "dateFinished": _now()}
    answer = server.ask("POST", _path(server, version, "deploys/"), {**body, **more})
    if not answer.is_good:
        raise Refused(_why(answer, server))


def _done(server: Server, method: str, version: str, body: Mapping[str, Any]) -> None:
    answer = server.ask(method, _path(server, version), body)
    if not answer.is_good:
        raise Refused(_why(answer, server))


def _path(server: Server, version: str = "", rest: str = "") -> str:
    place = f"organizations/{quote(server.organization)}/releases/"
    return f"{place}{quote(version, safe='')}/{rest}" if version else place


def _why(answer: Answer, server: Server) -> str:
    told = answer.json()
    if not answer.status:
        return f"{server.url} cannot be reached ({answer.failure}). Is SENTRY_URL right?"
    if answer.status in (401, 403):
        return (
            f"The server refuses SENTRY_AUTH_TOKEN ({answer.status}). "
            "It needs the scope org:ci or project:releases."
        )
    if answer.status == 404 and told is None:
        return (
            f"{server.url} has no API for releases (404). Events carry their release all the same; "
            "commits and deploys are told once the server has it."
        )
    detail = told.get("detail") if isinstance(told, dict) else None
    words = detail or answer.body[:200].decode(errors="replace")
    hint = " Are SENTRY_ORG and SENTRY_PROJECT right?" if answer.status in (400, 404) else ""
    return f"The server answered {answer.status}: {words}.{hint}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
