from seismo.digest.filter.checks import filtered
from seismo.digest.filter.entries import (
    is_unwanted_sender,
    is_unwanted_span,
    unwanted_logs,
    unwanted_metrics,
)

__all__ = [
    "filtered",
    "is_unwanted_sender",
    "is_unwanted_span",
    "unwanted_logs",
    "unwanted_metrics",
]
