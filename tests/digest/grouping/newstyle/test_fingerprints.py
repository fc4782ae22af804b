from collections.abc import Callable
from hashlib import md5
from typing import Any

import pytest

from seismo.digest.grouping import Explanation, Grouping

Json = dict[str, Any]
Grouped = Callable[[Json], Grouping]
Explained = Callable[[Json], Explanation]

FRAMES = [
    {"function": "main", "module": "app", "in_app": False},
    {
        "function": "pay",
        "module": "shop.cart",
        "abs_path": "/srv/shop/cart.py",
        "filename": "shop/cart.py",
        "package": "/data/app/1a2b/libshop.so",
        "in_app": True,
    },
    {"function": "send", "module": "web", "in_app": False},
]
FULL: Json = {
    "platform": "python",
    "level": "warning",
    "logger": "shop.payments",
    "transaction": "/cart/",
    "release": "shop@1.0",
    "tags": [["tenant", "acme"]],
    "logentry": {"formatted": "payment 17 failed"},
    "exception": {
        "values": [
            {"type": "DbError", "value": "first"},
            {"type": "PayError", "value": "order 42 lost", "stacktrace": {"frames": FRAMES}},
        ]
    },
}
EMPTY: Json = {"platform": "python"}

RESOLVED = {
    "type": "PayError",
    "error.type": "PayError",
    "value": "order <int> lost",
    "error.value": "order <int> lost",
    "raw_value": "order 42 lost",
    "message": "payment <int> failed",
    "raw_message": "payment 17 failed",
    "function": "pay",
    "stack.function": "pay",
    "module": "shop.cart",
    "stack.module": "shop.cart",
    "package": "libshop.so",
    "abs_path": "/srv/shop/cart.py",
    "filename": "shop/cart.py",
    "transaction": "/cart/",
    "level": "warning",
    "logger": "shop.payments",
    "tags.tenant": "acme",
    "tags.release": "shop@1.0",
    "tags.transaction": "/cart/",
    "colour": "<unrecognized-variable-colour>",
}
MISSING = {
    "type": "<no-type>",
    "value": "<no-value>",
    "raw_value": "<no-value>",
    "message": "<no-message>",
    "function": "<no-function>",
    "module": "<no-module>",
    "package": "<no-package>",
    "abs_path": "<no-abs-path>",
    "stack.filename": "<no-filename>",
    "transaction": "<no-transaction>",
    "logger": "<no-logger>",
    "tags.tenant": "<no-value-for-tag-tenant>",
}


def values(explanation: Explanation) -> list[str]:
    """What the fingerprint resolved to."""
    return [value for part in explanation.variants[0].component.children for value in part.values]


@pytest.mark.parametrize(("variable", "value"), RESOLVED.items(), ids=RESOLVED.keys())
def test_a_variable_stands_for_a_value_of_the_event(
    variable: str, value: str, explained: Explained
) -> None:
    assert values(explained({**FULL, "fingerprint": [f"{{{{ {variable} }}}}"]})) == [value]


@pytest.mark.parametrize(("variable", "value"), MISSING.items(), ids=MISSING.keys())
def test_a_missing_value_is_named(variable: str, value: str, explained: Explained) -> None:
    assert values(explained({**EMPTY, "fingerprint": [f"{{{{ {variable} }}}}"]})) == [value]


def test_the_message_is_the_exceptions_when_nothing_was_logged(explained: Explained) -> None:
    silent = {**FULL, "logentry": None, "fingerprint": ["{{ message }}"]}

    assert values(explained(silent)) == ["order <int> lost"]


def test_without_in_app_frames_the_last_frame_crashed(explained: Explained) -> None:
    frames = [{**frame, "in_app": False} for frame in FRAMES]
    raised = {"type": "PayError", "stacktrace": {"frames": frames}}
    event = {**FULL, "exception": {"values": [raised]}, "fingerprint": ["{{ function }}"]}

    assert values(explained(event)) == ["send"]


def test_the_crash_frame_may_be_of_the_crashed_thread(explained: Explained) -> None:
    threads = [
        {"id": 1, "stacktrace": {"frames": [{"function": "idle"}]}},
        {"id": 2, "crashed": True, "stacktrace": {"frames": [{"function": "pay"}]}},
    ]
    event = {**EMPTY, "threads": {"values": threads}, "fingerprint": ["{{ function }}"]}

    assert values(explained(event)) == ["pay"]


def test_a_variable_needs_no_spaces(explained: Explained) -> None:
    assert values(explained({**FULL, "fingerprint": ["{{type}}"]})) == ["PayError"]


def test_braces_inside_a_text_are_text(explained: Explained) -> None:
    assert values(explained({**FULL, "fingerprint": ["on {{ type }}"]})) == ["on {{ type }}"]


def test_a_custom_fingerprint_is_the_only_thing_hashed(grouped: Grouped) -> None:
    hashes = grouped({**FULL, "fingerprint": ["payments", "{{ type }}"]}).hashes

    assert hashes == (md5(b"paymentsPayError").hexdigest(),)


def test_a_hybrid_fingerprint_extends_every_variant(grouped: Grouped) -> None:
    plain = grouped(FULL).hashes
    hybrid = grouped({**FULL, "fingerprint": ["{{ default }}", "x"]}).hashes

    assert (len(hybrid), set(hybrid) & set(plain)) == (len(plain), set())


def test_a_hybrid_fingerprint_of_an_empty_event_hashes_its_own_values(grouped: Grouped) -> None:
    hashes = grouped({**EMPTY, "fingerprint": ["{{ default }}", "x"]}).hashes

    assert hashes == (md5(b"x").hexdigest(),)


def test_a_custom_fingerprint_leaves_the_main_exception(grouped: Grouped) -> None:
    group = {"exception_id": 0, "is_exception_group": True}
    member = {"exception_id": 1, "parent_id": 0}
    values = [
        {"type": "PayError", "mechanism": member},
        {"type": "ExceptionGroup", "mechanism": group},
    ]
    event = {**EMPTY, "exception": {"values": values}, "fingerprint": ["payments"]}

    assert grouped(event).main_exception_id == 1


def raised(value: str, **fields: Any) -> Json:
    error = {"type": "Error", "value": value}
    return {"platform": "javascript", "exception": {"values": [error]}, **fields}


BUILT_IN = {
    "a chunk that did not load": (raised("ChunkLoadError: chunk 7"), ["chunkloaderror"]),
    "text of the server differs": (
        raised("Text content does not match server-rendered HTML.", transaction="/a"),
        ["hydrationerror", "/a"],
    ),
    "first render differs": (
        raised(
            "Hydration failed because the initial UI does not match what was rendered",
            transaction="/a",
        ),
        ["hydrationerror", "/a"],
    ),
    "error while hydrating": (
        raised("There was an error while hydrating.", transaction="/a"),
        ["hydrationerror", "/a"],
    ),
    "boundary updated too early": (
        raised(
            "This Suspense boundary received an update before it finished hydrating.",
            tags=[["transaction", "/b"]],
        ),
        ["hydrationerror", "/b"],
    ),
    "minified message": (
        raised("Minified React error #418; visit the page", transaction="/a"),
        ["hydrationerror", "/a"],
    ),
}


@pytest.mark.parametrize(("event", "fingerprint"), BUILT_IN.values(), ids=BUILT_IN.keys())
def test_a_well_known_error_has_a_built_in_fingerprint(
    event: Json, fingerprint: list[str], explained: Explained
) -> None:
    assert values(explained(event)) == fingerprint


NOT_BUILT_IN = {
    "another platform": {**raised("ChunkLoadError: chunk 7"), "platform": "python"},
    "hydration outside of a transaction": raised("There was an error while hydrating."),
    "another error of React": raised("Minified React error #4180", transaction="/a"),
    "a client's fingerprint": raised("ChunkLoadError: chunk 7", fingerprint=["mine"]),
}


@pytest.mark.parametrize("event", NOT_BUILT_IN.values(), ids=NOT_BUILT_IN.keys())
def test_other_errors_have_none(event: Json, explained: Explained) -> None:
    assert "built-in" not in explained(event).variants[0].component.label
