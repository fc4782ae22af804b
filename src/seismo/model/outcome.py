"""What becomes of an item: accepted, or dropped for one reason of a closed list."""

import re
from enum import StrEnum

import msgspec


class DataCategory(StrEnum):
    """What limits and outcomes count (protocol.md section 4)."""

    DEFAULT = "default"
    ERROR = "error"
    TRANSACTION = "transaction"
    SECURITY = "security"
    ATTACHMENT = "attachment"
    """Their number. On the wire it is their bytes, and `attachment_item` their number."""
    ATTACHMENT_BYTE = "attachment_byte"
    SESSION = "session"
    PROFILE = "profile"
    PROFILE_CHUNK = "profile_chunk"
    PROFILE_CHUNK_UI = "profile_chunk_ui"
    REPLAY = "replay"
    MONITOR = "monitor"
    FEEDBACK = "feedback"
    SPAN = "span"
    LOG_ITEM = "log_item"
    LOG_BYTE = "log_byte"
    TRACE_METRIC = "trace_metric"
    TRACE_METRIC_BYTE = "trace_metric_byte"
    METRIC_BUCKET = "metric_bucket"
    INTERNAL = "internal"
    OTHER = "other"


IN_BYTES = (
    DataCategory.ATTACHMENT_BYTE,
    DataCategory.LOG_BYTE,
    DataCategory.TRACE_METRIC_BYTE,
)
"""Sizes, which are measured beside the number of items and never added to it."""


class Reason(StrEnum):
    """Why an item was dropped. The values are stored and shown: never change one."""

    DUPLICATE = "duplicate"
    UNSUPPORTED = "unsupported"
    UNKNOWN_ITEM_TYPE = "unknown_item_type"
    INTERNAL = "internal"
    AUTH_MISSING = "auth_missing"
    AUTH_INVALID = "auth_invalid"
    AUTH_UNKNOWN_KEY = "auth_unknown_key"
    AUTH_DISABLED_KEY = "auth_disabled_key"
    PROJECT_MISMATCH = "project_mismatch"
    EMPTY_BODY = "empty_body"
    INVALID_COMPRESSION = "invalid_compression"
    INVALID_ENVELOPE = "invalid_envelope"
    INVALID_JSON = "invalid_json"
    INVALID_REQUEST = "invalid_request"
    INVALID_EVENT = "invalid_event"
    INVALID_TRANSACTION = "invalid_transaction"
    INVALID_SPAN = "invalid_span"
    INVALID_LOG = "invalid_log"
    INVALID_METRIC = "invalid_metric"
    INVALID_SESSION = "invalid_session"
    INVALID_CHECK_IN = "invalid_check_in"
    INVALID_FEEDBACK = "invalid_feedback"
    INVALID_REPLAY = "invalid_replay"
    INVALID_PROFILE = "invalid_profile"
    INVALID_REPORT = "invalid_report"
    UNKNOWN_MONITOR = "unknown_monitor"
    DISCONTINUED = "discontinued"
    TOO_LARGE = "too_large"
    OVERLOADED = "overloaded"
    KEY_QUOTA = "key_quota"
    PROJECT_QUOTA = "project_quota"
    USAGE_EXCEEDED = "usage_exceeded"
    BROWSER_EXTENSIONS = "browser-extensions"
    CHUNK_LOAD_ERROR = "chunk-load-error"
    ERROR_MESSAGE = "error-message"
    FILTERED_TRANSACTION = "filtered-transaction"
    DISCARDED = "discarded"
    INVALID_CSP = "invalid-csp"
    IP_ADDRESS = "ip-address"
    LEGACY_BROWSERS = "legacy-browsers"
    LOCALHOST = "localhost"
    LOG_MESSAGE = "log-message"
    REACT_HYDRATION_ERRORS = "react-hydration-errors"
    RELEASE_VERSION = "release-version"
    TRACE_METRIC_NAME = "trace-metric-name"
    WEB_CRAWLERS = "web-crawlers"
    CLIENT_BACKPRESSURE = "client_backpressure"
    CLIENT_BEFORE_SEND = "client_before_send"
    CLIENT_BUFFER_OVERFLOW = "client_buffer_overflow"
    CLIENT_CACHE_OVERFLOW = "client_cache_overflow"
    CLIENT_EVENT_PROCESSOR = "client_event_processor"
    CLIENT_IGNORED = "client_ignored"
    CLIENT_INSUFFICIENT_DATA = "client_insufficient_data"
    CLIENT_INTERNAL_SDK_ERROR = "client_internal_sdk_error"
    CLIENT_INVALID = "client_invalid"
    CLIENT_NETWORK_ERROR = "client_network_error"
    CLIENT_NO_PARENT_SPAN = "client_no_parent_span"
    CLIENT_QUEUE_OVERFLOW = "client_queue_overflow"
    CLIENT_RATELIMIT_BACKOFF = "client_ratelimit_backoff"
    CLIENT_SAMPLE_RATE = "client_sample_rate"
    CLIENT_SEND_ERROR = "client_send_error"
    CLIENT_OTHER = "client_other"


EXPLANATIONS: dict[Reason, str] = {
    Reason.DUPLICATE: "An event with this id is already stored; sending it again changes nothing.",
    Reason.UNSUPPORTED: "This kind of item is known, but this version of Seismo does not keep it yet.",
    Reason.UNKNOWN_ITEM_TYPE: "No Sentry SDK of today sends an item of this type.",
    Reason.INTERNAL: "Seismo failed on this item three times and set it aside. "
    "Please report it with the event id.",
    Reason.AUTH_MISSING: "The request carried no DSN key. Check the DSN that the application uses.",
    Reason.AUTH_INVALID: "The request's credentials cannot be read. Copy the DSN once more.",
    Reason.AUTH_UNKNOWN_KEY: "No project has the key of this DSN. Copy the DSN from the project page.",
    Reason.AUTH_DISABLED_KEY: "The key of this DSN is switched off for the project.",
    Reason.PROJECT_MISMATCH: "The key of this DSN belongs to another project than its number says.",
    Reason.EMPTY_BODY: "The request had no body.",
    Reason.INVALID_COMPRESSION: "The body does not decompress as its Content-Encoding says.",
    Reason.INVALID_ENVELOPE: "The envelope cannot be read; a proxy may have cut or changed the body.",
    Reason.INVALID_JSON: "The payload is not JSON.",
    Reason.INVALID_REQUEST: "The request is not what its endpoint takes; the detail says what is wrong.",
    Reason.INVALID_EVENT: "The payload is JSON but not an event.",
    Reason.INVALID_TRANSACTION: "The transaction lacks a trace, a time or a span that makes sense.",
    Reason.INVALID_SPAN: "The span lacks an id or a time that makes sense.",
    Reason.INVALID_LOG: "The entry is not a log: it has no text.",
    Reason.INVALID_METRIC: "The entry is not a metric: it lacks a name, a type or a number.",
    Reason.INVALID_SESSION: "The session lacks a release or a start, or started over five days ago.",
    Reason.INVALID_CHECK_IN: "The check-in lacks a monitor or a status that is known.",
    Reason.INVALID_FEEDBACK: "The feedback has no message.",
    Reason.INVALID_REPLAY: "The segment of the replay cannot be read, or does not say which one it is.",
    Reason.INVALID_PROFILE: "The profile cannot be read, or does not say what it belongs to.",
    Reason.INVALID_REPORT: "The browser's report is of no kind that is known.",
    Reason.UNKNOWN_MONITOR: "No monitor has this name. Create it, or let the SDK send its schedule with the "
    "check-in.",
    Reason.DISCONTINUED: "Old SDKs send it for a feature that ended; nothing reads it any more.",
    Reason.TOO_LARGE: "The item or the whole request is larger than the limit for its kind.",
    Reason.OVERLOADED: "The server could not take more at that moment and asked the sender to wait.",
    Reason.KEY_QUOTA: "The rate limit of this client key was reached; it is in the project's settings.",
    Reason.PROJECT_QUOTA: "The project's rate limit for this kind of data was reached; it is in the "
    "project's settings.",
    Reason.USAGE_EXCEEDED: "The project's quota of the month for this kind of data is used up; it is in "
    "the project's settings.",
    Reason.BROWSER_EXTENSIONS: "The error comes from a browser extension, and the project filters those.",
    Reason.CHUNK_LOAD_ERROR: "A browser could not load a part of the application, as after each new "
    "deployment, and the project filters those.",
    Reason.ERROR_MESSAGE: "The message is one of those that the project filters.",
    Reason.FILTERED_TRANSACTION: "It is a health check by its name, and the project filters those.",
    Reason.DISCARDED: "Its issue was deleted and discarded; the project's settings list what is, and let it "
    "in again.",
    Reason.INVALID_CSP: "The report names a source that the project filters.",
    Reason.IP_ADDRESS: "It was sent from an IP address that the project filters.",
    Reason.LEGACY_BROWSERS: "It comes from an old browser, and the project filters those.",
    Reason.LOCALHOST: "It comes from a developer's own machine (localhost), and the project filters those.",
    Reason.LOG_MESSAGE: "The log message is one of those that the project filters.",
    Reason.REACT_HYDRATION_ERRORS: "React could not reuse the page that the server had rendered, and the "
    "project filters those.",
    Reason.RELEASE_VERSION: "It comes from a release that the project filters.",
    Reason.TRACE_METRIC_NAME: "The metric's name is one of those that the project filters.",
    Reason.WEB_CRAWLERS: "It comes from a web crawler, and the project filters those.",
    Reason.CLIENT_BACKPRESSURE: "The SDK itself sent less because it was under load.",
    Reason.CLIENT_BEFORE_SEND: "The application's before_send hook dropped it.",
    Reason.CLIENT_BUFFER_OVERFLOW: "The SDK's buffer was full.",
    Reason.CLIENT_CACHE_OVERFLOW: "The SDK's offline cache was full.",
    Reason.CLIENT_EVENT_PROCESSOR: "An event processor in the application dropped it.",
    Reason.CLIENT_IGNORED: "The SDK was told to ignore it.",
    Reason.CLIENT_INSUFFICIENT_DATA: "The SDK had too little data to send.",
    Reason.CLIENT_INTERNAL_SDK_ERROR: "The SDK failed internally.",
    Reason.CLIENT_INVALID: "The SDK found it invalid.",
    Reason.CLIENT_NETWORK_ERROR: "The SDK could not reach the server.",
    Reason.CLIENT_NO_PARENT_SPAN: "The SDK had no parent span for it.",
    Reason.CLIENT_QUEUE_OVERFLOW: "The SDK's send queue was full.",
    Reason.CLIENT_RATELIMIT_BACKOFF: "The SDK was holding back because of a rate limit.",
    Reason.CLIENT_SAMPLE_RATE: "The SDK's sample rate left it out.",
    Reason.CLIENT_SEND_ERROR: "The server refused what the SDK sent.",
    Reason.CLIENT_OTHER: "The SDK dropped it for a reason that Seismo does not know.",
}
"""One sentence per reason, for people: what happened and, where there is one, the cure."""


class Outcome(StrEnum):
    """What becomes of an item, in six words: each reason belongs to exactly one."""

    ACCEPTED = "accepted"
    FILTERED = "filtered"
    """By a rule of the project's own."""
    RATE_LIMITED = "rate_limited"
    """By a limit or a quota, or because the server was overloaded."""
    INVALID = "invalid"
    """By what it is: unreadable, too large, not for this project, a second time the same."""
    CLIENT_DISCARD = "client_discard"
    """By the SDK, before it was sent."""
    INTERNAL = "internal"
    """By a fault of the server."""


_FILTERED = frozenset(
    {
        Reason.BROWSER_EXTENSIONS,
        Reason.CHUNK_LOAD_ERROR,
        Reason.DISCARDED,
        Reason.ERROR_MESSAGE,
        Reason.FILTERED_TRANSACTION,
        Reason.INVALID_CSP,
        Reason.IP_ADDRESS,
        Reason.LEGACY_BROWSERS,
        Reason.LOCALHOST,
        Reason.LOG_MESSAGE,
        Reason.REACT_HYDRATION_ERRORS,
        Reason.RELEASE_VERSION,
        Reason.TRACE_METRIC_NAME,
        Reason.WEB_CRAWLERS,
    }
)
_RATE_LIMITED = frozenset(
    {Reason.KEY_QUOTA, Reason.PROJECT_QUOTA, Reason.USAGE_EXCEEDED, Reason.OVERLOADED}
)


def beyond_explanation(reason: Reason, detail: str) -> str:
    """What was wrong with an item, unless that only says again what the explanation of its reason says."""
    return "" if _words(EXPLANATIONS[reason]) in _words(detail) else detail


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def outcome_of(reason: Reason | None) -> Outcome:
    """The outcome that a reason belongs to; None is the lack of one: the item was accepted."""
    if reason is None:
        return Outcome.ACCEPTED
    if reason in _FILTERED:
        return Outcome.FILTERED
    if reason in _RATE_LIMITED:
        return Outcome.RATE_LIMITED
    if reason is Reason.INTERNAL:
        return Outcome.INTERNAL
    return Outcome.CLIENT_DISCARD if reason.startswith("client_") else Outcome.INVALID


def client_reason(name: str) -> Reason:
    """The reason for what an SDK says it dropped itself, from the name in its client report."""
    try:
        return Reason(f"client_{name}")
    except ValueError:
        return Reason.CLIENT_OTHER


class Dropped(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item, or a number of alike items, that ends here."""

    reason: Reason
    category: DataCategory
    quantity: int = 1
    event_id: str | None = None
    detail: str = ""
    """What exactly was wrong, for the person who looks for the item. Never holds payload text."""
