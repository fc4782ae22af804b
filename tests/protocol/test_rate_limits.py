import pytest

from seismo.model.outcome import DataCategory
from seismo.protocol.limits import SPAN_CONTAINER
from seismo.protocol.rate_limits import (
    KNOWN_ITEM_TYPES,
    RateLimit,
    category_of,
    format_rate_limits,
    quantity_of,
)


@pytest.mark.parametrize(
    ("item_type", "category"),
    [
        ("event", DataCategory.ERROR),
        ("transaction", DataCategory.TRANSACTION),
        ("span", DataCategory.SPAN),
        ("session", DataCategory.SESSION),
        ("sessions", DataCategory.SESSION),
        ("client_report", DataCategory.INTERNAL),
        ("attachment", DataCategory.ATTACHMENT),
        ("log", DataCategory.LOG_ITEM),
        ("check_in", DataCategory.MONITOR),
        ("feedback", DataCategory.FEEDBACK),
        ("user_report", DataCategory.FEEDBACK),
        ("trace_metric", DataCategory.TRACE_METRIC),
        ("profile", DataCategory.PROFILE),
        ("profile_chunk", DataCategory.PROFILE_CHUNK),
        ("replay_event", DataCategory.REPLAY),
        ("replay_recording", DataCategory.REPLAY),
        ("replay_video", DataCategory.REPLAY),
        ("raw_security", DataCategory.SECURITY),
        ("statsd", DataCategory.METRIC_BUCKET),
        ("hologram", DataCategory.OTHER),
    ],
)
def test_an_item_type_has_a_category(item_type: str, category: DataCategory) -> None:
    assert category_of(item_type, {}) is category


def test_a_crash_dump_is_an_attachment_beside_its_error() -> None:
    headers = {"attachment_type": "event.minidump"}
    assert category_of("attachment", headers) is DataCategory.ATTACHMENT


@pytest.mark.parametrize(
    ("platform", "category"),
    [
        ("javascript", DataCategory.PROFILE_CHUNK_UI),
        ("cocoa", DataCategory.PROFILE_CHUNK_UI),
        ("python", DataCategory.PROFILE_CHUNK),
        ([{}], DataCategory.PROFILE_CHUNK),
        (None, DataCategory.PROFILE_CHUNK),
    ],
    ids=str,
)
def test_a_profile_chunk_of_a_user_interface_has_a_category_of_its_own(
    platform: object, category: DataCategory
) -> None:
    assert category_of("profile_chunk", {"platform": platform}) is category


@pytest.mark.parametrize("name", sorted(KNOWN_ITEM_TYPES))
def test_every_known_type_has_a_category_of_its_own(name: str) -> None:
    assert category_of(name, {}) is not DataCategory.OTHER


@pytest.mark.parametrize(
    "name", ["security", "form_data", "metric_buckets", "unreal_report", "statsd", "otel_span"]
)
def test_types_that_no_sdk_of_today_sends_are_not_known(name: str) -> None:
    assert name not in KNOWN_ITEM_TYPES


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ([], ""),
        ([RateLimit(60)], "60::organization"),
        (
            [RateLimit(60, (DataCategory.ERROR, DataCategory.DEFAULT), "key", "quota")],
            "60:error;default:key:quota",
        ),
        ([RateLimit(0.4, scope="project")], "1::project"),
        (
            [RateLimit(9, (DataCategory.METRIC_BUCKET,), "key", namespaces=("custom", "spans"))],
            "9:metric_bucket:key::custom;spans",
        ),
        (
            [
                RateLimit(60, (DataCategory.ERROR,), "key"),
                RateLimit(2700, (DataCategory.SESSION,)),
            ],
            "60:error:key, 2700:session:organization",
        ),
    ],
    ids=["none", "all categories", "reason", "rounded up", "namespaces", "two"],
)
def test_limits_are_written_as_sdks_read_them(limits: list[RateLimit], text: str) -> None:
    assert format_rate_limits(limits) == text


@pytest.mark.parametrize(
    ("item_type", "headers", "size", "quantity"),
    [
        ("log", {"item_count": 3}, 1000, 3),
        ("span", {"item_count": 3, "content_type": SPAN_CONTAINER}, 1000, 3),
        ("span", {"item_count": 3}, 1000, 1),
        ("trace_metric", {"item_count": 3}, 1000, 3),
        ("log", {}, 1000, 1),
        ("log", {"item_count": "3"}, 1000, 1),
        ("log", {"item_count": True}, 1000, 1),
        ("log", {"item_count": -3}, 1000, 1),
        ("log", {"item_count": 0}, 0, 1),
        ("log", {"item_count": 10**12}, 300, 100),
        ("event", {"item_count": 3}, 1000, 1),
    ],
)
def test_a_container_counts_for_as_many_entries_as_it_can_have(
    item_type: str, headers: dict[str, object], size: int, quantity: int
) -> None:
    assert quantity_of(item_type, headers, size) == quantity
