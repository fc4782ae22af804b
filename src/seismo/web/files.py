"""Downloads of what came with an event."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from seismo.model.ids import parse_event_id
from seismo.queries.companions import file_of
from seismo.web.events import issue_of
from seismo.web.http import stores


@require_safe
def attachment(
    request: HttpRequest, short_id: str, event_id: str, offset: int, row: int
) -> HttpResponse:
    """A file as it came. Whatever it says that it is, a browser only ever saves it."""
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
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
