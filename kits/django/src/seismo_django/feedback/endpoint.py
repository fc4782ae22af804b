"""`POST /api/error-feedback/`: from the form on an error page to a shelf.

CSRF protection needs a cookie, and an error page may be all that works. The signed token takes its place.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from seismo_django.conf import current
from seismo_django.counting import count
from seismo_django.errors import style
from seismo_django.errors.kinds import SERVER_ERROR
from seismo_django.errors.ladder import rendered
from seismo_django.errors.wanted import prefers_json
from seismo_django.feedback import courier, limits, note, shelves, token
from seismo_django.feedback.models import Feedback
from seismo_django.guard import guarded, note_failure
from seismo_django.requests.visitor import address_of

_NO_PAGE = "<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><h1>{title}</h1>"


@csrf_exempt
@transaction.non_atomic_requests
@require_POST
def feedback(request: HttpRequest) -> HttpResponse:
    """Take what a visitor writes. Thanks, or says what is wrong and shows the form again."""
    try:
        sent = note.read(request)
    except note.TooLong:
        return _refused(request, 413, "This is too long to be sent.")
    if not _is_from_here(request):
        return _refused(request, 403, "The form was sent from another site.", sent)
    try:
        told = token.read(sent.token)
    except token.BadToken as fault:
        return _refused(request, 400, f"{fault} Go back, open the page anew, and try again.", sent)
    if sent.website:
        count("seismo.feedback", outcome="trap")
        return _thanks(request, told.about.reference)
    return _taken(request, sent, told)


def _taken(request: HttpRequest, sent: note.Note, told: token.Token) -> HttpResponse:
    wait = limits.retry_after(told.about.reference, address_of(request))
    if wait:
        response = _refused(request, 429, "That was a lot. Try again a little later.", sent)
        response["Retry-After"] = str(wait)
        return response
    fault = note.fault(sent)
    if fault:
        return _refused(request, 400, fault, sent)
    written = _feedback(request, sent, told)
    try:
        shelves.keep(written)
    except OSError:
        note_failure(f"{__name__}.keep")
        return _refused(request, 503, "It could not be kept. Try again a little later.", sent)
    count("seismo.feedback", outcome=written.status)
    courier.soon()
    return _thanks(request, told.about.reference)


def _feedback(request: HttpRequest, sent: note.Note, told: token.Token) -> Feedback:
    is_spam = note.looks_like_spam(sent, told.age)
    return Feedback(
        created=timezone.now(),
        status=Feedback.Status.SPAM if is_spam else Feedback.Status.PENDING,
        message=sent.message,
        name=sent.name,
        email=sent.email,
        event_id=told.about.event_id,
        request_id=told.about.reference,
        route=told.about.route[:255],
        user_id=guarded("")(_user_id)(request),
    )


def _user_id(request: HttpRequest) -> str:
    """Asked only of who has a login: the database may be what is broken."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    user = getattr(request, "user", None)
    return str(user.pk)[:255] if user is not None and user.is_authenticated else ""


def _is_from_here(request: HttpRequest) -> bool:
    """By Origin or Referer, where a browser tells one of them."""
    told = request.META.get("HTTP_ORIGIN", "null")
    origin = urlsplit(request.META.get("HTTP_REFERER", "") if told == "null" else told)
    if not origin.netloc or origin.netloc == request.META.get("HTTP_HOST", ""):
        return True
    return (
        origin.netloc == request.get_host()
        or f"{origin.scheme}://{origin.netloc}" in settings.CSRF_TRUSTED_ORIGINS
    )


def _wants_json(request: HttpRequest) -> bool:
    """The address stands under /api/, but the form is sent there, too."""
    is_script = request.META.get("HTTP_X_REQUESTED_WITH") == "XMLHttpRequest"
    is_json = is_script or request.content_type == "application/json"
    return is_json or prefers_json(request.META.get("HTTP_ACCEPT", ""))


def _thanks(request: HttpRequest, reference: str) -> HttpResponse:
    """No redirect, because an address to go to could be forged."""
    if _wants_json(request):
        return _json(202, {"status": "accepted", "reference": reference})
    facts = {"title": "Thank you", "reference": reference}
    return _page(request, "thanks", 200, facts)


def _refused(
    request: HttpRequest, status: int, why: str, sent: note.Note | None = None
) -> HttpResponse:
    count("seismo.feedback", outcome="refused")
    title = "Your message was not sent"
    if _wants_json(request):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": why}
        return _json(status, problem, "application/problem+json")
    facts: dict[str, Any] = {"title": title, "why": why, "kind": "400"}
    if sent is not None:
        facts |= {
            "written": sent,
            "feedback_token": sent.token,
            "feedback_url": style.address("feedback"),
        }
    return _page(request, "refused", status, facts)


def _json(status: int, told: dict[str, Any], kind: str = "application/json") -> HttpResponse:
    return HttpResponse(json.dumps(told), kind, status, headers={"Cache-Control": "no-store"})


def _page(request: HttpRequest, name: str, status: int, told: dict[str, Any]) -> HttpResponse:
    pages = current().settings.error_pages
    ways = {"home_url": pages.home_url, "support_email": pages.support_email}
    facts = told | ways | guarded({})(style.facts)(request, SERVER_ERROR)
    page = rendered(("", f"seismo/errors/{name}.html"), facts, None)
    said = page if page is not None else _NO_PAGE.format(title=told["title"])
    return HttpResponse(said, status=status, headers={"Cache-Control": "no-store"})
