"""What not every sentry-sdk can do. docs/kit/sdks.md says so to people, in a table of the same features."""

import pytest
from seismo_django import sdk

HAS_CHOICE = sdk.takes("trace_lifecycle") and not sdk.always_streams()
"""Whether an application may choose between transactions and a stream of spans."""
needs_logs = pytest.mark.skipif(
    not sdk.sends_logs(), reason="this sentry-sdk sends no structured logs"
)
needs_metrics = pytest.mark.skipif(
    not sdk.sends_metrics(), reason="this sentry-sdk sends no metrics; they are in Prometheus only"
)
