"""Data categories in the words of people."""

from seismo.model.outcome import DataCategory

NAMES: dict[DataCategory, str] = {
    DataCategory.ERROR: "Errors and messages",
    DataCategory.TRANSACTION: "Transactions",
    DataCategory.SPAN: "Spans",
    DataCategory.LOG_ITEM: "Logs",
    DataCategory.TRACE_METRIC: "Metrics",
    DataCategory.SESSION: "Sessions",
    DataCategory.ATTACHMENT: "Attachments",
    DataCategory.PROFILE: "Profiles",
    DataCategory.REPLAY: "Replays",
    DataCategory.MONITOR: "Check-ins",
    DataCategory.FEEDBACK: "Feedback",
    DataCategory.ATTACHMENT_BYTE: "Bytes of attachments",
    DataCategory.LOG_BYTE: "Bytes of logs",
    DataCategory.TRACE_METRIC_BYTE: "Bytes of metrics",
    DataCategory.OTHER: "Other",
}
"""Of those that are counted together, by their first."""
