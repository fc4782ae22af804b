"""The plain attributes at the top of an event."""

from collections.abc import Callable
from typing import Any

import pytest

from seismo.model.event import Event

Normalized = Callable[..., Event]
Complaints = Callable[..., list[tuple[str, str | None]]]


@pytest.mark.parametrize(
    ("sent", "level"),
    [
        ("fatal", "fatal"),
        ("critical", "fatal"),
        ("warn", "warning"),
        ("WARNING", "warning"),
        ("log", "info"),
        ("information", "info"),
        ("trace", "debug"),
        (10, "debug"),
        (20, "info"),
        (30, "warning"),
        (40, "error"),
        (50, "fatal"),
        (None, "error"),
    ],
)
def test_a_level_is_understood_in_many_spellings(
    normalized: Normalized, sent: Any, level: str
) -> None:
    event = normalized({"level": sent})
    assert (event.level, event.errors) == (level, [])


@pytest.mark.parametrize("sent", ["loud", 45, True, ["error"], ""])
def test_a_level_nobody_knows_is_an_error_and_reported(normalized: Normalized, sent: Any) -> None:
    event = normalized({"level": sent})
    assert event.level == "error"
    assert [error.name for error in event.errors] == ["level"]


@pytest.mark.parametrize("platform", ["python", "javascript", "node", "native", "other"])
def test_a_known_platform_stays(normalized: Normalized, platform: str) -> None:
    assert normalized({"platform": platform}).platform == platform


def test_an_unknown_platform_is_other_and_its_name_is_kept(normalized: Normalized) -> None:
    event = normalized({"platform": "rust"})
    assert event.platform == "other"
    assert event.meta == {"platform": {"": {"val": "rust"}}}


@pytest.mark.parametrize(
    ("sent", "release"),
    [
        ("app@1.2.3+45", "app@1.2.3+45"),
        (" 1.0 ", "1.0"),
        ("x" * 200, "x" * 200),
        (None, None),
    ],
    ids=["package and build", "space around", "as long as allowed", "null"],
)
def test_a_good_release_is_taken(normalized: Normalized, sent: Any, release: str | None) -> None:
    event = normalized({"release": sent})
    assert (event.release, event.errors) == (release, [])


@pytest.mark.parametrize(
    "sent",
    ["a/b", "a\\b", "a\tb", "a\nb", ".", "..", "latest", "LATEST", "", "x" * 201, ["1.0"], {}],
)
def test_a_bad_release_is_left_out_and_reported(normalized: Normalized, sent: Any) -> None:
    event = normalized({"release": sent})
    assert event.release is None
    assert {error.name for error in event.errors} == {"release"}


@pytest.mark.parametrize(
    ("field", "sent", "text"),
    [("release", 5, "5"), ("release", 1.5, "1.5"), ("dist", 45, "45"), ("environment", 7, "7")],
)
def test_a_number_for_a_name_is_taken_as_text_and_reported(
    normalized: Normalized, field: str, sent: Any, text: str
) -> None:
    event = normalized({field: sent})
    assert getattr(event, field) == text
    assert [(error.name, error.value) for error in event.errors] == [(field, sent)]


@pytest.mark.parametrize("sent", ["a/b", "a\nb", "none", "None", "", "x" * 65, ["a"]])
def test_a_bad_environment_is_left_out_and_reported(normalized: Normalized, sent: Any) -> None:
    event = normalized({"environment": sent})
    assert event.environment is None
    assert {error.name for error in event.errors} == {"environment"}


@pytest.mark.parametrize("sent", ["a/b", "a+b", "a b", "", "x" * 65, {}])
def test_a_bad_dist_is_left_out_and_reported(normalized: Normalized, sent: Any) -> None:
    event = normalized({"dist": sent})
    assert event.dist is None
    assert {error.name for error in event.errors} == {"dist"}


@pytest.mark.parametrize(
    ("platform", "sent", "logger"),
    [
        ("python", "shop.orders", "shop.orders"),
        ("python", "  shop  ", "shop"),
        ("python", "", None),
        ("python", "a" * 65, "a" * 61 + "..."),
        ("java", "com.example.shop." * 5 + "Orders", "*shop." + "com.example.shop." * 3 + "Orders"),
    ],
    ids=["short", "space around", "empty", "long", "long Java class"],
)
def test_a_logger_is_brought_to_64_characters(
    normalized: Normalized, platform: str, sent: str, logger: str | None
) -> None:
    event = normalized({"platform": platform, "logger": sent})
    assert event.logger == logger


def test_a_long_transaction_is_cut_with_a_remark(normalized: Normalized) -> None:
    event = normalized({"transaction": "t" * 300})
    assert event.transaction == "t" * 197 + "..."
    assert event.meta == {"transaction": {"": {"rem": [["!limit", "s", 197, 200]], "len": 300}}}


@pytest.mark.parametrize(
    ("sent", "fingerprint"),
    [
        (["{{ default }}", "extra"], ["{{ default }}", "extra"]),
        ([1, 1.5, True, None], ["1", "1", "True"]),
        (None, []),
        ([], []),
    ],
    ids=["texts", "scalars", "null", "empty"],
)
def test_the_parts_of_a_fingerprint_become_text(
    normalized: Normalized, sent: Any, fingerprint: list[str]
) -> None:
    event = normalized({"fingerprint": sent})
    assert (event.fingerprint, event.errors) == (fingerprint, [])


def test_a_fingerprint_that_is_no_list_is_reported(complaints: Complaints) -> None:
    assert complaints({"fingerprint": "x"}) == [("invalid_data", "fingerprint")]


def test_a_container_in_a_fingerprint_is_reported(complaints: Complaints) -> None:
    assert complaints({"fingerprint": ["x", [1]]}) == [("invalid_data", "fingerprint.1")]


def test_a_module_without_a_version_is_left_out(normalized: Normalized) -> None:
    event = normalized({"modules": {"django": "5.2", "shop": None}})
    assert (event.modules, event.errors) == ({"django": "5.2"}, [])


@pytest.mark.parametrize(
    ("sent", "name"),
    [([["django", "5.2"]], "modules"), ({"django": 5}, "modules.django")],
    ids=["a list", "a number for a version"],
)
def test_bad_modules_are_reported(complaints: Complaints, sent: Any, name: str) -> None:
    assert complaints({"modules": sent}) == [("invalid_data", name)]


@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        ({"exception": {"values": [{"type": "A", "value": "b"}]}}, "error"),
        ({"exception": [{"value": "only a value"}]}, "error"),
        ({"exception": {"values": []}}, "default"),
        ({"message": "hello"}, "default"),
        ({"threads": [{"id": 1}], "stacktrace": {"frames": [{"function": "f"}]}}, "default"),
        ({"type": "error"}, "default"),
    ],
    ids=["exception", "no type", "no exceptions", "message", "threads and trace", "as claimed"],
)
def test_an_event_with_an_exception_is_an_error(
    normalized: Normalized, payload: Any, kind: str
) -> None:
    assert normalized(payload).type == kind


def test_the_id_of_the_answer_stands_above_the_one_of_the_payload(normalized: Normalized) -> None:
    event = normalized({"event_id": "0" * 31 + "1"})
    assert (event.event_id, event.errors) == ("ed9ed7520fd14ae0a1b1b2c3d4e5f607", [])


def test_an_id_that_is_none_is_reported(complaints: Complaints) -> None:
    assert complaints({"event_id": "seven"}) == [("invalid_data", "event_id")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sentry.interfaces.Exception", "exception"),
        ("sentry.interfaces.Stacktrace", "stacktrace"),
        ("sentry.interfaces.Http", "request"),
        ("sentry.interfaces.User", "user"),
        ("sentry.interfaces.Message", "logentry"),
        ("sentry.interfaces.Breadcrumbs", "breadcrumbs"),
        ("sentry.interfaces.Contexts", "contexts"),
        ("sentry.interfaces.Template", "template"),
    ],
)
def test_an_old_long_name_means_the_same_as_the_new_one(
    normalized: Normalized, old: str, new: str
) -> None:
    value = {
        "type": "A",
        "value": "b",
        "frames": [{"function": "f"}],
        "url": "/x",
        "id": "7",
        "message": "m",
        "values": [{"type": "A", "message": "m"}],
        "filename": "f",
    }
    if new == "contexts":
        value = {"os": {"name": "Linux"}}
    by_old, by_new = normalized({old: value}), normalized({new: value})
    assert getattr(by_old, new) == getattr(by_new, new) is not None


def test_unknown_attributes_are_reported_once_each(complaints: Complaints) -> None:
    assert complaints({"foo": 1, "bar": {}}) == [
        ("invalid_attribute", "foo"),
        ("invalid_attribute", "bar"),
    ]


def test_no_more_than_20_unknown_attributes_are_reported(complaints: Complaints) -> None:
    assert len(complaints({f"unknown{i}": 1 for i in range(50)})) == 20


def test_an_unknown_attribute_that_is_null_is_fine(complaints: Complaints) -> None:
    assert complaints({"foo": None}) == []


def test_the_nulls_and_empty_objects_of_real_sdks_are_fine(complaints: Complaints) -> None:
    names = [
        *("exception", "stacktrace", "threads", "breadcrumbs", "request", "user", "tags"),
        *("contexts", "extra", "modules", "sdk", "debug_meta", "template", "logentry"),
    ]
    for empty in (None, {}):
        assert complaints(dict.fromkeys(names, empty)) == []


def test_errors_that_the_payload_has_are_kept(normalized: Normalized) -> None:
    event = normalized({"errors": [{"type": "js_no_source", "name": "app.js"}, "junk", None]})
    assert [(error.type, error.name) for error in event.errors] == [("js_no_source", "app.js")]


def test_the_number_of_errors_is_bounded(normalized: Normalized) -> None:
    event = normalized({"fingerprint": [[]] * 100, "threads": [5] * 100})
    assert len(event.errors) == 100


@pytest.mark.parametrize(
    ("payload", "name", "version"),
    [
        (
            {"sdk": {"name": "sentry.python.django", "version": "2.75.0"}},
            "sentry.python.django",
            "2.75.0",
        ),
        ({}, "sentry.header", "1.0"),
        ({"sdk": {"integrations": ["django"]}}, "sentry.header", "1.0"),
        ({"sdk": "x"}, "sentry.header", "1.0"),
    ],
    ids=["of the payload", "missing", "without a name", "no object"],
)
def test_the_sdk_falls_back_to_the_one_of_the_header(
    normalized: Normalized, payload: Any, name: str, version: str
) -> None:
    sdk = normalized(payload, sdk={"name": "sentry.header", "version": "1.0"}).sdk
    assert sdk is not None
    assert (sdk.name, sdk.version) == (name, version)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ({"name": "a", "version": 1}, "sdk.version"),
        ({"name": "a", "integrations": ["django", 1]}, "sdk.integrations.1"),
        ({"name": "a", "integrations": "django"}, "sdk.integrations"),
        ({"name": "a", "packages": ["django"]}, "sdk.packages.0"),
        ({"name": "a", "settings": []}, "sdk.settings"),
        ([], "sdk"),
    ],
)
def test_a_bad_part_of_the_sdk_is_reported(complaints: Complaints, sent: Any, name: str) -> None:
    assert complaints({"sdk": sent}) == [("invalid_data", name)]
