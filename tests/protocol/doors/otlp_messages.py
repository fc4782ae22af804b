"""OTLP requests written in both encodings: a test says what is sent, in the JSON form."""

import base64
import json
import struct
from collections.abc import Callable, Iterator
from typing import Any

Message = dict[str, Any]

VALUE: dict[str, tuple[int, str]] = {
    "stringValue": (1, "text"),
    "boolValue": (2, "varint"),
    "intValue": (3, "varint"),
    "doubleValue": (4, "double"),
    "arrayValue": (5, "list"),
    "kvlistValue": (6, "map"),
    "bytesValue": (7, "base64"),
}
PAIR = {"key": (1, "text"), "value": (2, "value")}
SCHEMA: dict[str, dict[str, tuple[int, str]]] = {
    "value": VALUE,
    "pair": PAIR,
    "list": {"values": (1, "value")},
    "map": {"values": (1, "pair")},
    "resource": {"attributes": (1, "pair")},
    "scope": {"name": (1, "text"), "version": (2, "text"), "attributes": (3, "pair")},
    "status": {"message": (2, "text"), "code": (3, "varint")},
    "link": {
        "traceId": (1, "hex"),
        "spanId": (2, "hex"),
        "attributes": (4, "pair"),
        "flags": (6, "fixed32"),
    },
    "span": {
        "traceId": (1, "hex"),
        "spanId": (2, "hex"),
        "parentSpanId": (4, "hex"),
        "name": (5, "text"),
        "kind": (6, "varint"),
        "startTimeUnixNano": (7, "fixed64"),
        "endTimeUnixNano": (8, "fixed64"),
        "attributes": (9, "pair"),
        "events": (11, "map"),
        "links": (13, "link"),
        "status": (15, "status"),
        "flags": (16, "fixed32"),
    },
    "log": {
        "timeUnixNano": (1, "fixed64"),
        "severityNumber": (2, "varint"),
        "severityText": (3, "text"),
        "body": (5, "value"),
        "attributes": (6, "pair"),
        "traceId": (9, "hex"),
        "spanId": (10, "hex"),
        "observedTimeUnixNano": (11, "fixed64"),
        "eventName": (12, "text"),
    },
    "scope_spans": {"scope": (1, "scope"), "spans": (2, "span")},
    "scope_logs": {"scope": (1, "scope"), "logRecords": (2, "log")},
    "group": {"resource": (1, "resource"), "scopeSpans": (2, "scope_spans")},
    "log_group": {"resource": (1, "resource"), "scopeLogs": (2, "scope_logs")},
    "request": {"resourceSpans": (1, "group"), "resourceLogs": (1, "log_group")},
}


def varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes([*encoded, number])


def tagged(number: int, wire_type: int, content: bytes) -> bytes:
    size = varint(len(content)) if wire_type == 2 else b""
    return varint(number << 3 | wire_type) + size + content


PLAIN: dict[str, tuple[int, Callable[[Any], bytes]]] = {
    "text": (2, str.encode),
    "hex": (2, bytes.fromhex),
    "base64": (2, base64.b64decode),
    "varint": (0, lambda value: varint(int(value))),
    "fixed64": (1, lambda value: struct.pack("<Q", int(value))),
    "fixed32": (5, lambda value: struct.pack("<I", int(value))),
    "double": (1, lambda value: struct.pack("<d", float(value))),
}


def as_protobuf(message: Message, kind: str = "request") -> bytes:
    return b"".join(_fields(message, kind))


def _fields(message: Message, kind: str) -> Iterator[bytes]:
    for name, content in message.items():
        number, inner = SCHEMA[kind][name]
        for each in content if isinstance(content, list) else [content]:
            if inner in PLAIN:
                wire_type, encode = PLAIN[inner]
                yield tagged(number, wire_type, encode(each))
            else:
                yield tagged(number, 2, as_protobuf(each, inner))


ENCODINGS: dict[str, Callable[[Message], bytes]] = {
    "application/json": lambda message: json.dumps(message).encode(),
    "application/x-protobuf": as_protobuf,
}
"""Content type -> how a request is written in it."""


def pairs(**values: Any) -> list[Message]:
    """Attributes by their Python values; a double underscore in a name is a dot."""
    return [{"key": name.replace("__", "."), "value": value(each)} for name, each in values.items()]


def value(content: Any) -> Message:
    names = {bool: "boolValue", str: "stringValue", float: "doubleValue"}
    if isinstance(content, int) and not isinstance(content, bool):
        return {"intValue": str(content)}
    if isinstance(content, list):
        return {"arrayValue": {"values": [value(each) for each in content]}}
    if isinstance(content, dict):
        return {"kvlistValue": {"values": pairs(**content)}}
    if isinstance(content, bytes):
        return {"bytesValue": base64.b64encode(content).decode()}
    return {names[type(content)]: content}


TRACE = "5b8efff798038103d269b633813fc60c"
SPAN = "eee19b7ec3c1b174"
PARENT = "eee19b7ec3c1b173"


def a_span(**fields: Any) -> Message:
    return {
        "traceId": TRACE,
        "spanId": SPAN,
        "name": "GET /orders",
        "startTimeUnixNano": "1795298600250000000",
        "endTimeUnixNano": "1795298600500000000",
    } | fields


def traces(
    *spans: Message, resource: list[Message] | None = None, scope: Message | None = None
) -> Message:
    entries = {"scope": scope or {"name": "test"}, "spans": list(spans)}
    group = {"resource": {"attributes": resource or []}, "scopeSpans": [entries]}
    return {"resourceSpans": [group]}


def a_log(**fields: Any) -> Message:
    return {"timeUnixNano": "1795298600250000000", "body": {"stringValue": "paid"}} | fields


def logs(*records: Message, resource: list[Message] | None = None) -> Message:
    entries = {"scope": {"name": "test"}, "logRecords": list(records)}
    group = {"resource": {"attributes": resource or []}, "scopeLogs": [entries]}
    return {"resourceLogs": [group]}
