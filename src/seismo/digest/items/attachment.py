"""Files that come with an event, in its envelope or in one of their own (protocol.md 6.4)."""

import hashlib

from seismo.digest.items.fields import text
from seismo.digest.normalize.facts import Facts
from seismo.digest.place import Place
from seismo.digest.scrub import scrub_attachment
from seismo.digest.written import written
from seismo.model.digested import DigestedItem
from seismo.model.ids import parse_trace_id
from seismo.model.outcome import DataCategory
from seismo.model.project import ProjectRules
from seismo.model.telemetry import AttachmentRow
from seismo.protocol.envelope import Item
from seismo.protocol.rate_limits import category_of

MAX_NAME = 255
UNNAMED = "unnamed"
DEFAULT_TYPE = "event.attachment"
ANY_CONTENT = "application/octet-stream"


def digest(item: Item, facts: Facts, rules: ProjectRules, place: Place) -> DigestedItem:
    name = text(item.headers.get("filename"), MAX_NAME) or UNNAMED
    content = scrub_attachment(name, bytes(item.payload), rules.scrubbing)
    row = AttachmentRow(
        partition=place.partition,
        offset=place.offset,
        row=place.row,
        project_id=place.project_id,
        received=facts.received,
        timestamp=facts.received,
        event_id=parse_trace_id(facts.event_id),
        name=name,
        content_type=text(item.headers.get("content_type")) or ANY_CONTENT,
        attachment_type=text(item.headers.get("attachment_type")) or DEFAULT_TYPE,
        size=len(content),
        blob=hashlib.sha256(content).hexdigest(),
    )
    return DigestedItem(
        row=place.row,
        quantities=(
            (category_of(item.type, item.headers), 1),
            (DataCategory.ATTACHMENT_BYTE, max(len(content), 1)),
        ),
        rows=written([row]),
        blobs=(content,),
        with_event=True,
    )
