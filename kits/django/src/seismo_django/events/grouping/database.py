"""Database errors, by query type: the statement is asked, not the message, which holds the values."""

import re
from types import TracebackType

from django.db.utils import Error, InterfaceError, OperationalError

from seismo_django.events.grouping.failure import Failure, Group

LONGEST = 10_000
"""Characters of a statement that are looked at."""

_NAME = r"(?:[\"`\[]?[\w$]+[\"`\]]?\.){0,3}[\"`\[]?([\w$]+)"
_COMMENT = re.compile(r"/\*.{0,2000}?\*/|--[^\n]{0,2000}\n", re.DOTALL)
_INNER = re.compile(r"\([^()]*\)")
_TABLE = {
    "INSERT": re.compile(rf"\bINTO\s+{_NAME}", re.IGNORECASE),
    "UPDATE": re.compile(rf"\bUPDATE\s+(?:ONLY\s+)?{_NAME}", re.IGNORECASE),
}
_FROM = re.compile(rf"\bFROM\s+{_NAME}", re.IGNORECASE)
_DEPTH = 8


def by_query_type(failure: Failure) -> Group | None:
    for exception in failure.causes:
        if isinstance(exception, Error):
            verb, table = _query_type(exception)
            kind = type(exception).__name__
            tags = {"db.operation": verb, "db.table": table} if table else {"db.operation": verb}
            return Group(["seismo-db", kind, code_of(exception), verb, table], tags)
    return None


def _query_type(exception: Error) -> tuple[str, str]:
    sql = _statement(exception.__traceback__)
    if sql:
        return parts_of(sql)
    lost = isinstance(exception, OperationalError | InterfaceError)
    return ("connect" if lost else "commit"), ""


def code_of(exception: BaseException) -> str:
    """The driver's own word for what went wrong: an SQLSTATE, `SQLITE_CONSTRAINT_UNIQUE`, 1062."""
    driver = exception.__cause__ or exception
    for attribute in ("sqlstate", "pgcode", "sqlite_errorname"):
        code = getattr(driver, attribute, None)
        if code:
            return str(code)
    first = driver.args[0] if driver.args else ""
    return str(first) if isinstance(first, int) else str(getattr(first, "code", ""))


def _statement(traceback: TracebackType | None) -> str:
    """The `sql` of the innermost frame of Django's database backends."""
    found = ""
    while traceback:
        frame = traceback.tb_frame
        if str(frame.f_globals.get("__name__", "")).startswith("django.db.backends"):
            sql = frame.f_locals.get("sql")
            found = str(sql)[:LONGEST] if sql else found
        traceback = traceback.tb_next
    return found


def parts_of(sql: str) -> tuple[str, str]:
    """`INSERT`, `auth_user`"""
    plain = _COMMENT.sub(" ", sql).strip()
    words = plain.split(None, 1)
    if not words:
        return "", ""
    verb = words[0].upper().lstrip("(")
    flat = plain
    for _ in range(_DEPTH):
        flat, number = _INNER.subn("\0", flat)
        if not number:
            break
    pattern = _TABLE.get(verb, _FROM)
    match = pattern.search(flat) or pattern.search(plain)
    return verb, match[1] if match else ""
