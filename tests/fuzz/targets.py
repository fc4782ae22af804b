"""What is fed with anything. A target raises for defects alone; what the code promises to raise is caught."""

from collections.abc import Callable

from seismo.digest.grouping.fingerprint_language import parse_fingerprint_rules
from seismo.digest.grouping.stack_trace_language import parse_stack_trace_rules
from seismo.digest.pipeline import digest_record
from seismo.digest.scrub.advanced.language import parse_rules
from seismo.digest.scrub.advanced.selectors import SelectorError, parse_selector
from seismo.model.ids import EventId, ProjectId
from seismo.model.project import Filters, Grouping, ProjectRules, Scrubbing
from seismo.model.record import Client, Record
from seismo.protocol.doors import attachments, cron, minidump, nel, security
from seismo.protocol.doors.otlp.translation import translate_logs, translate_traces
from seismo.protocol.doors.posted import Posted
from seismo.protocol.envelope import parse_envelope
from seismo.protocol.errors import ProtocolError
from seismo.queries.search.parse import parse
from seismo.queries.search.syntax import SearchError

RULES = ProjectRules(
    ProjectId(1),
    "newstyle:2026-11",
    scrubbing=Scrubbing(sensitive_fields=("shoe",), rules="mask @email from $string"),
    grouping=Grouping(
        fingerprint="error.type:Gone -> gone, {{ error.value }}",
        stacktrace="function:step_* -app\nfamily:native max-frames=3",
    ),
    filters=Filters(error_messages=("*noise*",), releases=("0.*",)),
)
DOORS = (
    (security.translate, "application/csp-report"),
    (security.translate, "application/reports+json"),
    (cron.translate, "application/json"),
    (nel.translate, "application/json"),
    (translate_traces, "application/x-protobuf"),
    (translate_traces, "application/json"),
    (translate_logs, "application/x-protobuf"),
    (translate_logs, "application/json"),
    (minidump.translate, "application/octet-stream"),
    (minidump.translate, "multipart/form-data; boundary=b"),
    (attachments.translate, "multipart/form-data; boundary=b"),
)


def envelope(data: bytes) -> None:
    """Through the parser, then each of its items through the whole digest."""
    try:
        items = parse_envelope(data).items
    except ProtocolError:
        return
    record = Record(
        ProjectId(1),
        received=1.7e9,
        event_id=EventId("a" * 32),
        body=data,
        kept=tuple(range(len(items))),
        client=Client(remote_addr="203.0.113.9", user_agent="Mozilla/5.0 (X11; Linux)"),
    )
    digest_record(record, RULES, 0, 1)


def search(data: bytes) -> None:
    try:
        parse(data.decode(errors="replace"))
    except SearchError:
        return


def rules(data: bytes) -> None:
    text = data.decode(errors="replace")
    parse_fingerprint_rules(text)
    parse_stack_trace_rules(text)
    parse_rules(text)
    try:
        parse_selector(text)
    except SelectorError:
        return


def doors(data: bytes) -> None:
    """The first byte chooses the door."""
    translate, content_type = DOORS[data[0] % len(DOORS)] if data else DOORS[0]
    posted = Posted(data[1:], content_type, "status=ok", 1.7e9, path=("nightly",))
    try:
        translate(posted)
    except ProtocolError:
        return


TARGETS: dict[str, Callable[[bytes], None]] = {
    "envelope": envelope,
    "search": search,
    "rules": rules,
    "doors": doors,
}
