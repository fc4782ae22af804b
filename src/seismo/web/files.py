"""Downloads of what came with an event."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from seismo.model.ids import parse_event_id
from seismo.queries.companions import IMAGES, file_of
from seismo.web.events import issue_of
from seismo.web.http import stores


@require_safe
def attachment(
    request: HttpRequest, short_id: str, event_id: str, offset: int, row: int
) -> HttpResponse:
    """A file as it came. Whatever it says that it is, a browser saves it; only with `?inline=1` it draws
    what begins like a picture that can hold no script."""
    issue = issue_of(request, short_id)
    known = parse_event_id(event_id)
    if known is None:
        raise Http404("an event id has 32 hexadecimal digits")
    try:
        found = file_of(stores(request), issue.project_id, known, (offset, row))
    except KeyError:
        raise Http404("the content of this file is not stored any more") from None
    if found is None:
        raise Http404("this event has no such file")
    name, content = found
    drawn = _picture_type(content) if "inline" in request.GET else ""
    answer = HttpResponse(content, content_type=drawn or "application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(not drawn, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _picture_type(content: bytes) -> str:
    """Empty for anything that is not known to be a picture."""
    for content_type, beginning in IMAGES.items():
        if content.startswith(beginning):
            return content_type
    return ""
