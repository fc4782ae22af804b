"""Rates, quotas and windows, on a clock that the test holds."""

from datetime import UTC, datetime

import pytest

from seismo.ingest.limiter import MAX_RETRY_AFTER, Limiter
from seismo.model.outcome import DataCategory, Reason
from seismo.model.project import CategoryLimit, Limits, ProjectKey, QuotaUsage, Rate

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC).timestamp()
ERROR, LOG, SPAN = DataCategory.ERROR, DataCategory.LOG_ITEM, DataCategory.SPAN


def key(
    rate: Rate | None = None,
    *limits: CategoryLimit,
    quotas: tuple[QuotaUsage, ...] = (),
    key_id: int = 11,
) -> ProjectKey:
    return ProjectKey(key_id, 1, "1" * 32, True, rate, Limits(limits), quotas)


def taken(limiter: Limiter, sender: ProjectKey, times: int, now: float = NOON) -> list[bool]:
    return [limiter.take(sender, ERROR, 1, now) is None for _ in range(times)]


def reason(limiter: Limiter, sender: ProjectKey, now: float = NOON) -> Reason | None:
    limit = limiter.take(sender, ERROR, 1, now)
    return limit.reason if limit else None


def test_a_rate_takes_as_many_as_it_says() -> None:
    assert taken(Limiter(), key(Rate(3, 60)), 5) == [True, True, True, False, False]


def test_the_next_window_begins_anew() -> None:
    limiter, sender = Limiter(), key(Rate(1, 60))
    assert taken(limiter, sender, 2) == [True, False]
    assert taken(limiter, sender, 2, NOON + 60) == [True, False]


def test_a_rate_of_nothing_takes_nothing() -> None:
    assert taken(Limiter(), key(Rate(0, 60)), 1) == [False]


@pytest.mark.parametrize("category", [ERROR, DataCategory.DEFAULT, DataCategory.SECURITY])
def test_the_rate_of_a_key_is_for_errors_messages_and_reports(category: DataCategory) -> None:
    limit = Limiter().take(key(Rate(0, 60)), category, 1, NOON)
    assert limit is not None
    assert limit.reason is Reason.KEY_QUOTA


def test_the_rate_of_a_key_holds_nothing_else_back() -> None:
    assert Limiter().take(key(Rate(0, 60)), DataCategory.TRANSACTION, 1, NOON) is None


def test_two_keys_of_a_project_count_apart() -> None:
    limiter = Limiter()
    assert taken(limiter, key(Rate(1, 60)), 1) == [True]
    assert taken(limiter, key(Rate(1, 60), key_id=12), 2) == [True, False]


def test_two_keys_of_a_project_share_its_limits() -> None:
    limiter, limit = Limiter(), CategoryLimit(ERROR, Rate(2, 60))
    assert taken(limiter, key(None, limit), 1) == [True]
    assert taken(limiter, key(None, limit, key_id=12), 2) == [True, False]


def test_a_container_counts_for_its_entries() -> None:
    limiter, sender = Limiter(), key(None, CategoryLimit(LOG, Rate(100, 60)))
    assert limiter.take(sender, LOG, 99, NOON) is None
    assert limiter.take(sender, LOG, 50, NOON) is None
    assert limiter.take(sender, LOG, 1, NOON) is not None


def test_a_category_without_a_limit_is_free() -> None:
    limiter, sender = Limiter(), key(None, CategoryLimit(LOG, Rate(0, 60)))
    assert limiter.take(sender, SPAN, 1, NOON) is None


def test_of_two_limits_the_one_of_the_key_is_named() -> None:
    sender = key(Rate(0, 60), CategoryLimit(ERROR, Rate(0, 60)))
    assert reason(Limiter(), sender) is Reason.KEY_QUOTA


def test_what_one_limit_refuses_counts_for_no_other() -> None:
    limiter = Limiter()
    sender = key(Rate(1, 60), CategoryLimit(ERROR, Rate(2, 60)))
    taken(limiter, sender, 5)
    other = key(None, CategoryLimit(ERROR, Rate(2, 60)), key_id=12)
    assert taken(limiter, other, 2) == [True, False]


def test_a_quota_counts_what_the_ledger_has_and_what_came_since() -> None:
    sender = key(quotas=(QuotaUsage(ERROR, 10, 8, NOON),))
    assert taken(Limiter(), sender, 3) == [True, True, False]


def test_a_new_look_at_the_ledger_replaces_what_was_counted_here() -> None:
    limiter = Limiter()
    taken(limiter, key(quotas=(QuotaUsage(ERROR, 10, 8, NOON),)), 2)
    filtered_meanwhile = key(quotas=(QuotaUsage(ERROR, 10, 9, NOON + 2),))
    assert taken(limiter, filtered_meanwhile, 2, NOON + 2) == [True, False]


def test_a_quota_begins_anew_with_the_month() -> None:
    limiter, sender = Limiter(), key(quotas=(QuotaUsage(ERROR, 1, 1, NOON),))
    assert taken(limiter, sender, 1) == [False]
    december = datetime(2026, 12, 1, tzinfo=UTC).timestamp()
    assert taken(limiter, sender, 1, december) == [True]


def test_a_sender_without_limits_is_told_nothing() -> None:
    assert Limiter().reached(key(), NOON) == ()


def test_a_limit_is_told_once_it_is_reached_until_its_window_ends() -> None:
    limiter, sender = Limiter(), key(Rate(1, 60))
    assert limiter.reached(sender, NOON + 15) == ()
    taken(limiter, sender, 1, NOON + 15)
    (limit,) = limiter.reached(sender, NOON + 15)
    assert (limit.retry_after, limit.scope, limit.reason_code) == (45, "key", "key_quota")
    assert limit.categories == (ERROR, DataCategory.DEFAULT, DataCategory.SECURITY)
    assert limiter.reached(sender, NOON + 60) == ()


def test_whoever_waits_for_the_next_month_asks_again_within_the_hour() -> None:
    sender = key(quotas=(QuotaUsage(ERROR, 1, 1, NOON),))
    (limit,) = Limiter().reached(sender, NOON)
    assert limit.retry_after == MAX_RETRY_AFTER
