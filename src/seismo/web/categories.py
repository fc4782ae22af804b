"""Data categories and outcomes in the words of people."""

from seismo.model.outcome import DataCategory, Outcome

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

OUTCOMES: dict[Outcome, tuple[str, str]] = {
    Outcome.ACCEPTED: ("Accepted", "It is stored."),
    Outcome.FILTERED: ("Filtered", "By the project's own filters."),
    Outcome.RATE_LIMITED: (
        "Limited",
        "By a rate limit or a quota, or because the server was overloaded.",
    ),
    Outcome.INVALID: ("Invalid", "It could not be read, had no valid key, or was sent twice."),
    Outcome.CLIENT_DISCARD: ("Discarded by the client", "The SDK dropped it and said so."),
    Outcome.INTERNAL: ("Internal", "Seismo failed on it and set it aside."),
}
"""A name for people, and what it means."""
