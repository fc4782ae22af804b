"""Every reason belongs to one outcome and has a sentence for people."""

import pytest

from seismo.model.outcome import EXPLANATIONS, Outcome, Reason, client_reason, outcome_of


@pytest.mark.parametrize("reason", list(Reason))
def test_a_reason_is_explained_in_a_sentence(reason: Reason) -> None:
    assert EXPLANATIONS[reason].endswith(".")


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        (None, Outcome.ACCEPTED),
        (Reason.LOCALHOST, Outcome.FILTERED),
        (Reason.FILTERED_TRANSACTION, Outcome.FILTERED),
        (Reason.KEY_QUOTA, Outcome.RATE_LIMITED),
        (Reason.OVERLOADED, Outcome.RATE_LIMITED),
        (Reason.INTERNAL, Outcome.INTERNAL),
        (Reason.CLIENT_SAMPLE_RATE, Outcome.CLIENT_DISCARD),
        (Reason.CLIENT_INVALID, Outcome.CLIENT_DISCARD),
        (Reason.INVALID_JSON, Outcome.INVALID),
        (Reason.DUPLICATE, Outcome.INVALID),
        (Reason.UNSUPPORTED, Outcome.INVALID),
    ],
)
def test_a_reason_belongs_to_its_outcome(reason: Reason | None, outcome: Outcome) -> None:
    assert outcome_of(reason) is outcome


def test_what_a_filter_drops_is_named_as_in_sentry() -> None:
    names = {reason.value for reason in Reason if outcome_of(reason) is Outcome.FILTERED}
    assert names == {name for name in names if name == name.lower() and "_" not in name}


def test_a_reason_of_an_sdk_that_nobody_knows_is_other() -> None:
    assert client_reason("solar_flare") is Reason.CLIENT_OTHER
