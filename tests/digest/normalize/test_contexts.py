from collections.abc import Callable
from typing import Any

import pytest

from seismo.model.event import Event

Normalized = Callable[..., Event]
Complaints = Callable[..., list[tuple[str, str | None]]]

EVENT_ID = "ed9ed7520fd14ae0a1b1b2c3d4e5f607"
TRACE_ID = "a2e21f571234567890abcdef12345678"
SPAN_ID = "92841dfd42c1bde7"
MADE = {"trace_id": EVENT_ID, "span_id": EVENT_ID[:16], "status": "unknown", "type": "trace"}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"name": "CPython"}, {"name": "CPython", "type": "runtime"}),
        ({"name": "x", "type": "os"}, {"name": "x", "type": "os"}),
        ({"name": "x", "type": 5}, {"name": "x", "type": "runtime"}),
    ],
    ids=["without type", "with type", "with a bad type"],
)
def test_a_context_has_a_type(normalized: Normalized, sent: Any, read: Any) -> None:
    assert normalized({"contexts": {"runtime": sent}}).contexts["runtime"] == read


def test_a_context_that_nobody_knows_is_kept(normalized: Normalized) -> None:
    event = normalized({"contexts": {"celery-job": {"task_name": "pay", "args": [1]}}})
    read = {"task_name": "pay", "args": [1], "type": "celery-job"}
    assert (event.contexts["celery-job"], event.errors) == (read, [])


@pytest.mark.parametrize("sent", [{}, None])
def test_an_empty_context_is_left_out(normalized: Normalized, sent: Any) -> None:
    event = normalized({"contexts": {"device": sent}})
    assert (set(event.contexts), event.errors) == ({"trace"}, [])


@pytest.mark.parametrize(
    ("sent", "name"), [([1], "contexts"), ({"os": 1}, "contexts.os"), ({"os": []}, "contexts.os")]
)
def test_what_is_no_context_is_reported(complaints: Complaints, sent: Any, name: str) -> None:
    assert complaints({"contexts": sent}) == [("invalid_data", name)]


def test_a_missing_trace_is_made_from_the_event_id(normalized: Normalized) -> None:
    assert normalized({}).contexts == {"trace": MADE}


def test_a_good_trace_is_kept(normalized: Normalized) -> None:
    sent = {
        "trace_id": TRACE_ID,
        "span_id": SPAN_ID,
        "parent_span_id": None,
        "op": "http.server",
        "status": "ok",
        "data": {"a": 1},
        "sampled": True,
        "client_sample_rate": 0.5,
    }
    event = normalized({"contexts": {"trace": sent}})
    read = {**sent, "type": "trace"}
    del read["parent_span_id"]
    assert (event.contexts["trace"], event.errors) == (read, [])


def test_ids_are_brought_to_lower_case_without_dashes(normalized: Normalized) -> None:
    sent = {"trace_id": "A2E21F57-1234-5678-90AB-CDEF12345678", "span_id": SPAN_ID.upper()}
    trace = normalized({"contexts": {"trace": sent}}).contexts["trace"]
    assert (trace["trace_id"], trace["span_id"]) == (TRACE_ID, SPAN_ID)


@pytest.mark.parametrize(
    ("sent", "trace_id", "span_id", "errors"),
    [
        ({"trace_id": "bad", "span_id": SPAN_ID}, EVENT_ID, SPAN_ID, ["invalid_data"]),
        ({"trace_id": "0" * 32, "span_id": SPAN_ID}, EVENT_ID, SPAN_ID, ["invalid_data"]),
        ({"trace_id": TRACE_ID}, TRACE_ID, TRACE_ID[:16], ["missing_attribute"]),
        ({"trace_id": TRACE_ID, "span_id": 5}, TRACE_ID, TRACE_ID[:16], ["invalid_data"]),
    ],
    ids=["no id", "zeros", "no span", "bad span"],
)
def test_a_bad_id_is_replaced_and_reported(
    normalized: Normalized, sent: Any, trace_id: str, span_id: str, errors: list[str]
) -> None:
    event = normalized({"contexts": {"trace": sent}})
    trace = event.contexts["trace"]
    assert (trace["trace_id"], trace["span_id"]) == (trace_id, span_id)
    assert [error.type for error in event.errors] == errors


@pytest.mark.parametrize(
    ("sent", "status"),
    [("ok", "ok"), ("OK", "ok"), (5, "not_found"), ("canceled", "cancelled"), (None, "unknown")],
)
def test_a_status_has_a_name(normalized: Normalized, sent: Any, status: str) -> None:
    trace = {"trace_id": TRACE_ID, "span_id": SPAN_ID, "status": sent}
    event = normalized({"contexts": {"trace": trace}})
    assert (event.contexts["trace"]["status"], event.errors) == (status, [])


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("status", "weird"),
        ("status", 99),
        ("op", 5),
        ("sampled", 1),
        ("data", "x"),
        ("description", []),
        ("parent_span_id", "x"),
    ],
)
def test_a_bad_part_of_the_trace_is_reported(complaints: Complaints, field: str, sent: Any) -> None:
    trace = {"trace_id": TRACE_ID, "span_id": SPAN_ID, field: sent}
    assert complaints({"contexts": {"trace": trace}}) == [
        ("invalid_data", f"contexts.trace.{field}")
    ]


def test_the_replay_of_the_sampling_context_is_taken(normalized: Normalized) -> None:
    event = normalized({}, dsc={"replay_id": TRACE_ID})
    assert event.contexts["replay"] == {"replay_id": TRACE_ID, "type": "replay"}


def test_a_replay_that_the_event_names_stands_above(normalized: Normalized) -> None:
    sent = {"contexts": {"replay": {"replay_id": EVENT_ID}}}
    event = normalized(sent, dsc={"replay_id": TRACE_ID})
    assert event.contexts["replay"]["replay_id"] == EVENT_ID


@pytest.mark.parametrize("sent", ["x", 5, None, "0" * 32])
def test_a_replay_that_is_none_is_ignored(normalized: Normalized, sent: Any) -> None:
    event = normalized({}, dsc={"replay_id": sent})
    assert "replay" not in event.contexts


DEBUG_ID = "5b46fdfc-e6b4-42bd-8d2f-3c7f1f3f2a6c"


@pytest.mark.parametrize(
    ("sent", "debug_id"),
    [
        (DEBUG_ID, DEBUG_ID),
        (DEBUG_ID.replace("-", "").upper(), DEBUG_ID),
        (DEBUG_ID + "-a", DEBUG_ID + "-a"),
        (DEBUG_ID.replace("-", "") + "0", DEBUG_ID),
        (DEBUG_ID.replace("-", "") + "1", DEBUG_ID + "-1"),
    ],
)
def test_a_debug_id_is_written_in_one_way(normalized: Normalized, sent: str, debug_id: str) -> None:
    image = {"type": "sourcemap", "code_file": "app.js", "debug_id": sent}
    event = normalized({"debug_meta": {"images": [image]}})
    assert (event.debug_meta, event.errors) == (
        {"images": [{**image, "debug_id": debug_id}]},
        [],
    )


def test_an_image_that_cannot_be_used_leaves_its_place(normalized: Normalized) -> None:
    image = {"type": "elf", "code_file": "a", "image_addr": 4096}
    event = normalized({"debug_meta": {"images": [{"type": "foo"}, image], "sdk_info": {"a": 1}}})
    assert event.debug_meta == {
        "sdk_info": {"a": 1},
        "images": [None, {**image, "image_addr": "0x1000"}],
    }


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ([], [("invalid_data", "debug_meta")]),
        ({"images": 5}, [("invalid_data", "debug_meta.images")]),
        ({"images": ["x"]}, [("invalid_data", "debug_meta.images.0")]),
        ({"images": [{}]}, [("invalid_data", "debug_meta.images.0.type")]),
        (
            {"images": [{"type": "elf", "debug_id": "bad"}]},
            [("invalid_data", "debug_meta.images.0.debug_id")],
        ),
        (
            {"images": [{"type": "sourcemap", "code_file": "a.js"}]},
            [("missing_attribute", "debug_meta.images.0.debug_id")],
        ),
    ],
)
def test_a_bad_image_is_reported(complaints: Complaints, sent: Any, errors: Any) -> None:
    assert complaints({"debug_meta": sent}) == errors


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("os", "Microsoft Windows 10.0.19045", ("Windows", "10.0.19045")),
        ("os", "Windows 11  (10.0.22631) 64bit", ("Windows", "11")),
        ("os", "Linux 5.15.0-76-generic #83-Ubuntu SMP", ("Linux", None)),
        ("os", "Android OS 11 / API-30 (RP1A)", ("Android", "11")),
        ("os", "iOS 16.2", ("iOS", "16.2")),
        ("os", "Windows Server 2019", (None, None)),
        ("os", "9" * 10_000, (None, None)),
        ("runtime", ".NET Core 4.6.26614.01", (".NET Core", "4.6.26614.01")),
        ("runtime", "Mono 5.20.1 (Visual Studio built mono)", ("Mono", "5.20.1")),
        ("runtime", "something", (None, None)),
    ],
)
def test_one_line_of_text_is_taken_apart(
    normalized: Normalized, name: str, text: str, read: tuple[str | None, str | None]
) -> None:
    event = normalized({"contexts": {name: {"raw_description": text, "type": name}}})
    context = event.contexts[name]
    assert (context.get("name"), context.get("version")) == read


def test_the_kernels_version_is_told_apart(normalized: Normalized) -> None:
    event = normalized({"contexts": {"os": {"raw_description": "Linux 5.15.0-76-generic"}}})
    assert event.contexts["os"]["kernel_version"] == "5.15.0"


def test_a_name_of_its_own_stands_above_the_line(normalized: Normalized) -> None:
    sent = {"name": "Windows 95", "raw_description": "Linux 5.15.0"}
    assert normalized({"contexts": {"os": sent}}).contexts["os"] == {**sent, "type": "os"}


DEBUG_ID = "d19961fe-e535-6014-b945-06c25444a9a8"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (
            {"type": "symbolic", "id": DEBUG_ID, "name": "/srv/app/shop"},
            {"type": "symbolic", "debug_id": DEBUG_ID, "code_file": "/srv/app/shop"},
        ),
        (
            {"type": "apple", "uuid": DEBUG_ID.upper(), "name": "Shop"},
            {"type": "macho", "debug_id": DEBUG_ID, "code_file": "Shop"},
        ),
        (
            {"type": "elf", "id": "old", "debug_id": DEBUG_ID, "code_file": "/srv/app/shop"},
            {"type": "elf", "debug_id": DEBUG_ID, "code_file": "/srv/app/shop"},
        ),
        ({"type": "proguard", "uuid": DEBUG_ID}, {"type": "proguard", "uuid": DEBUG_ID}),
    ],
    ids=["Rust", "Apple", "both names", "ProGuard"],
)
def test_an_image_has_the_names_of_today(normalized: Normalized, sent: Any, read: Any) -> None:
    event = normalized({"debug_meta": {"images": [sent]}})
    assert event.debug_meta == {"images": [read]}
