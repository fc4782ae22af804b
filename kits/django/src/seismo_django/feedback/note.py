"""What a visitor sent: read from a form or from JSON, with sentences for what is missing."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

MAX_BODY = 16 * 1024
MAX_MESSAGE = 4096
_MAX_NAME = 100
_MAX_EMAIL = 254
_LEAST_SECONDS = 2.0
"""Nobody reads a page and writes about it faster."""
_MOST_LINKS = 2

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Note(NamedTuple):
    name: str
    email: str
    message: str
    token: str
    website: str
    """Nobody sees this field; whoever fills it in is a program."""


class TooLong(Exception):
    """The body is larger than any feedback."""


def read(request: HttpRequest) -> Note:
    """Raises TooLong. What cannot be read has an empty message."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise TooLong
    sent = _sent(request)
    return Note(
        name=_line(sent, "name", _MAX_NAME),
        email=_line(sent, "email", _MAX_EMAIL),
        message=_text(sent, "message", MAX_MESSAGE),
        token=_line(sent, "t", 2000) or _line(sent, "token", 2000),
        website=_line(sent, "website", _MAX_NAME),
    )


def _sent(request: HttpRequest) -> Mapping[str, Any]:
    try:
        if len(request.body) > MAX_BODY:
            raise TooLong
        if request.content_type != "application/json":
            return request.POST
        sent = json.loads(request.body)
    except RequestDataTooBig:
        raise TooLong from None
    except (ValueError, RecursionError, UnreadablePostError, MultiPartParserError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _text(sent: Mapping[str, Any], name: str, most: int) -> str:
    value = sent.get(name)
    return _CONTROL.sub("", value).strip()[:most] if isinstance(value, str) else ""


def _line(sent: Mapping[str, Any], name: str, most: int) -> str:
    """On one line, so that it can stand in the header of a mail."""
    return " ".join(_text(sent, name, most).split())


def fault(note: Note) -> str:
    """What the visitor should change; empty when all is well."""
    if not note.message:
        return "Please write what happened."
    if note.email:
        try:
            validate_email(note.email)
        except ValidationError:
            return "This does not look like a mail address. Correct it, or leave it empty."
    return ""


def looks_like_spam(note: Note, age: float) -> bool:
    """Kept for people to judge, but neither forwarded nor mailed."""
    return age < _LEAST_SECONDS or len(_LINK.findall(note.message)) > _MOST_LINKS
