from typing import Any

import pytest

from seismo.ingest.accept import Receipt
from seismo.ingest.answer import MAX_ERROR_HEADER, Answer, accepted, failed
from seismo.model.outcome import DataCategory
from seismo.protocol.rate_limits import RateLimit


def header(answer: Answer, name: bytes) -> bytes | None:
    return dict(answer.headers).get(name)


def test_active_limits_are_told() -> None:
    answer = accepted(Receipt(None, (RateLimit(60, (DataCategory.ERROR,), "key"),)))
    assert header(answer, b"x-sentry-rate-limits") == b"60:error:key"


def test_without_limits_there_is_no_header() -> None:
    assert header(accepted(Receipt(None, ())), b"x-sentry-rate-limits") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\r\nb: c\x00", b"a b: c?"), ("é", b"?"), ("x" * 9999, b"x" * MAX_ERROR_HEADER)],
    ids=["lines", "letters", "length"],
)
def test_the_reason_fits_into_a_header(text: str, line: bytes) -> None:
    assert header(failed(400, text), b"x-sentry-error") == line


def test_a_reason_without_causes_stands_alone() -> None:
    answer: Any = failed(400, "no")
    assert answer.body == b'{"detail":"no","causes":[]}'
