"""Every setting of the kit: its key in `SEISMO`, its environment variables, its default, one sentence.

A field `slow_query_ms` is `SEISMO["SLOW_QUERY_MS"]`; a field of a section is `SEISMO["FEEDBACK"]["RATE"]`.
A variable `SENTRY_X` may always be written `SEISMO_X`, which wins.
"""

from collections.abc import Mapping
from typing import Any

from seismo_django.conf.kinds import (
    AMOUNT,
    CALLABLE,
    ENTRIES,
    FLAG,
    MAPPING,
    NAMES,
    NUMBER,
    PACE,
    RATE,
    TEXT,
    choice,
)
from seismo_django.conf.rows import Row, Table, section, setting


class Grouping(Table):
    """Which of the kit's own grouping rules work."""

    db: bool = setting(True, FLAG, "Group database errors by query type.")
    auth: bool = setting(True, FLAG, "Group authentication errors by function.")
    service: bool = setting(True, FLAG, "Group errors of external services by service.")
    ratelimit: bool = setting(True, FLAG, "Group rate-limit errors by endpoint.")
    validation: bool = setting(True, FLAG, "Group validation errors by function.")
    skip_modules: tuple[str, ...] = setting(
        (), NAMES, "Modules whose functions never name a group: decorators, base classes."
    )
    rules: tuple[Mapping[str, Any], ...] = setting(
        (),
        ENTRIES,
        'Own rules, first match wins: {"exception": "billing.*", "fingerprint": [...]}.',
    )


class Traces(Table):
    default: float = setting(
        -1.0, RATE, "Share of requests that are traced; 0.1, in DEBUG 1.0. 0 is really off.",
        "SENTRY_TRACES_SAMPLE_RATE",
    )  # fmt: skip
    rules: tuple[tuple[str, float], ...] = setting(
        (),
        ENTRIES,
        'Pairs of "/path/", "task:name*" or "command:name*" and a rate; first match wins.',
    )
    trusted_origins: tuple[str, ...] = setting(
        (), NAMES, "Hosts or networks whose incoming trace decides whether a request is sampled."
    )


class ErrorPages(Table):
    support_email: str = setting(
        "", TEXT, "The mail address on error pages.", "SEISMO_SUPPORT_EMAIL"
    )
    home_url: str = setting("/", TEXT, "Where Take me home leads.")
    dashboard_url: str = setting("", TEXT, "Where Dashboard leads; empty shows no such link.")
    search_url: str = setting("", TEXT, "Gets ?q= from the search box of the 404 page.")
    links: Mapping[str, str] = setting({}, MAPPING, "More links of the 404 page: {label: address}.")
    api_prefixes: tuple[str, ...] = setting(
        ("/api/",), NAMES, "Paths whose errors are answered as problem+json."
    )
    retry_after: int = setting(120, NUMBER, "Seconds of Retry-After on the 503 page.")
    copy_button: bool = setting(
        True, FLAG, "Whether a small script adds a button that copies the reference."
    )


class Feedback(Table):
    path: str = setting("api/error-feedback/", TEXT, "The address that takes feedback.")
    store: str = setting(
        "db", choice("db", "spool"), "db keeps a row of each feedback; spool keeps a file."
    )
    rate: str = setting("5/m", PACE, "How much one visitor may send: 5/m, 30/h.")
    mail: bool = setting(True, FLAG, "Mail feedback to SUPPORT_EMAIL.")


class Alerts(Table):
    mode: str = setting(
        "auto", choice("auto", "local", "off"), "auto: only where the server does not; local; off."
    )
    rules: tuple[Mapping[str, Any], ...] = setting(
        (),
        ENTRIES,
        'Own rules: {"name": "High", "when": "errors > 10 in 5m", "to": ["email"], "every": "1h"}.',
    )
    environments: tuple[str, ...] = setting(("production",), NAMES, "Environments that may alert.")
    critical_threshold: int = setting(
        10, NUMBER, "Errors in a minute that are critical.", "SENTRY_CRITICAL_ERROR_THRESHOLD"
    )
    error_rate_threshold: float = setting(
        0.01, RATE, "Share of failed requests that alerts.", "SENTRY_ERROR_RATE_THRESHOLD"
    )
    email_enabled: bool = setting(
        False, FLAG, "Whether alerts are mailed.", "SENTRY_EMAIL_ALERTS_ENABLED"
    )
    email_recipients: tuple[str, ...] = setting(
        (), NAMES, "Who gets them; empty: ADMINS.", "SENTRY_ALERT_EMAIL_RECIPIENTS"
    )
    slack_enabled: bool = setting(
        False, FLAG, "Whether alerts go to Slack.", "SENTRY_SLACK_ALERTS_ENABLED"
    )
    slack_webhook_url: str = setting("", TEXT, "Slack's webhook.", "SENTRY_SLACK_WEBHOOK_URL")
    slack_channel: str = setting("", TEXT, "Slack's channel.", "SENTRY_SLACK_CHANNEL")
    discord_webhook_url: str = setting("", TEXT, "Discord's webhook.", "SEISMO_DISCORD_WEBHOOK_URL")
    pagerduty_routing_key: str = setting(
        "", TEXT, "PagerDuty's routing key.", "SEISMO_PAGERDUTY_ROUTING_KEY"
    )
    pagerduty_url: str = setting(
        "https://events.pagerduty.com/v2/enqueue", TEXT, "In Europe events.eu.pagerduty.com."
    )
    webhook_url: str = setting("", TEXT, "Any webhook.", "SEISMO_ALERT_WEBHOOK_URL")
    webhook_secret: str = setting(
        "", TEXT, "Signs what the webhook gets.", "SEISMO_ALERT_WEBHOOK_SECRET"
    )


class Celery(Table):
    expected: tuple[Any, ...] = setting(
        (), ENTRIES, "Exceptions (classes or dotted paths) of tasks that are no issues."
    )
    beat: bool = setting(True, FLAG, "Make every beat schedule a monitor.")
    exclude_beat: tuple[str, ...] = setting((), NAMES, "Schedules that are not monitored.")
    queues: tuple[str, ...] = setting(
        (), NAMES, "Queues whose length /metrics asks of the broker, every 15 seconds at most."
    )


class Health(Table):
    path: str = setting("health/", TEXT, "Answers while the process lives; empty: no such address.")
    ready_path: str = setting("ready/", TEXT, "Answers when what READY names works.")
    ready: tuple[str, ...] = setting(
        ("db", "cache", "migrations"), NAMES, "What is asked: db, cache, migrations, celery."
    )
    databases: tuple[str, ...] = setting(
        (), NAMES, "Aliases of the databases that must work; empty: all."
    )
    token: str = setting("", TEXT, "Shows the details to who sends it.", "HEALTH_TOKEN")


class Metrics(Table):
    enabled: bool = setting(True, FLAG, "Whether there is a page for Prometheus.")
    path: str = setting("metrics", TEXT, "Its address.")


class Spool(Table):
    folder: str = setting(
        "", TEXT, "Where unsent events wait; empty: spool in FOLDER.",
        "SEISMO_SPOOL_DIR",
    )  # fmt: skip
    max_mb: int = setting(50, NUMBER, "MB that may wait; the oldest go first.")
    max_files: int = setting(2000, NUMBER, "Files of up to 200 items that may wait.")
    max_hours: int = setting(48, NUMBER, "Hours that an item may wait.")


class Settings(Table):
    """What `init` works by."""

    dsn: str = setting("", TEXT, "Where events go; empty: nowhere.", "SENTRY_DSN")
    environment: str = setting(
        "", TEXT, "production, staging ...; empty: production, in DEBUG development.",
        "SENTRY_ENVIRONMENT", "DJANGO_ENVIRONMENT", "DJANGO_ENV", "RAILWAY_ENVIRONMENT_NAME",
    )  # fmt: skip
    release: str = setting("", TEXT, "The version that runs; empty: looked for.", "SENTRY_RELEASE")
    git_sha: str = setting("", TEXT, "The commit that runs; empty: looked for.")
    project: str = setting(
        "", TEXT, "The project's name in releases and commands; empty: the settings' package.",
        "SENTRY_PROJECT",
    )  # fmt: skip
    organization: str = setting(
        "", TEXT, "The organization on the server, for releases.", "SENTRY_ORG"
    )
    server_url: str = setting(
        "", TEXT, "The server's address for releases; empty: that of the DSN.", "SENTRY_URL"
    )
    auth_token: str = setting("", TEXT, "A token for releases.", "SENTRY_AUTH_TOKEN")
    privacy: str = setting(
        "balanced", choice("strict", "balanced", "full"), "strict, balanced or full.",
        "SEISMO_PRIVACY",
    )  # fmt: skip
    send_default_pii: bool | None = setting(
        None, FLAG, "The SDK's old word: true is PRIVACY full.", "SENTRY_SEND_DEFAULT_PII"
    )
    sample_rate: float = setting(1.0, RATE, "Share of errors sent.", "SENTRY_SAMPLE_RATE")
    profiles_sample_rate: float = setting(
        0.0, RATE, "Share of traced requests profiled.", "SENTRY_PROFILES_SAMPLE_RATE"
    )
    send_in_debug: bool = setting(False, FLAG, "Send in DEBUG, too.", "SEISMO_SEND_IN_DEBUG")
    testing: str = setting(
        "off", choice("off", "on"), "off or on while tests run.", "SEISMO_TESTING"
    )
    skip_commands: tuple[str, ...] = setting(
        ("collectstatic", "makemigrations", "makemessages", "compilemessages"),
        NAMES, "Management commands that are not watched.",
    )  # fmt: skip
    debug: bool = setting(False, FLAG, "Make the SDK talk.", "SENTRY_DEBUG")
    spotlight: str = setting("", TEXT, "Passed to the SDK.", "SENTRY_SPOTLIGHT")
    keep_alive: bool = setting(True, FLAG, "Keep the connection open.", "SENTRY_KEEP_ALIVE")
    user_fields: tuple[str, ...] = setting(
        (), NAMES, "Of the user: id, username, email, ip_address; empty: by PRIVACY."
    )
    user_id: Any = setting("pk", CALLABLE, "pk, an attribute, or a callable of the user.")
    user_role: Any = setting(
        "", CALLABLE, "groups, an attribute, or a callable of the user; empty: none."
    )
    user_preferences: Mapping[str, Any] = setting(
        {"language": "auto", "timezone": "auto"}, MAPPING,
        'Shown as a context: {"theme": "profile.theme", "language": "auto"}.',
    )  # fmt: skip
    tenant: Any = setting("", CALLABLE, "A callable of the request that names the tenant.")
    trusted_proxies: tuple[str, ...] = setting(
        (), NAMES, "Networks whose X-Forwarded-For is believed."
    )
    trail: str = setting(
        "cookie",
        choice("cookie", "cache", "off"),
        "cookie, cache or off: earlier requests of the login.",
    )
    ignore: tuple[Any, ...] = setting(
        (),
        ENTRIES,
        'Never an issue, but counted: classes, "logger:x.*", "message:/re/", "path:/x".',
    )
    ignore_defaults: bool = setting(True, FLAG, "Ignore 404, 403 and other known noise.")
    scrub_keys: tuple[str, ...] = setting((), NAMES, "More names whose values are secret.")
    scrub_patterns: tuple[str, ...] = setting((), ENTRIES, "More patterns that are secret.")
    scrub_allow: tuple[str, ...] = setting((), NAMES, "Names that are never secret.")
    scrub_callable: Any = setting("", CALLABLE, "Called with each item, last.")
    before_send: Any = setting("", CALLABLE, "Your hook, after the kit's.")
    before_send_all: bool = setting(False, FLAG, "Give it check-ins and feedback, too.")
    before_breadcrumb: Any = setting("", CALLABLE, "Your hook, after the kit's.")
    traces_sampler: Any = setting("", CALLABLE, "Your sampler; None leaves it to TRACES.")
    capture_5xx_responses: bool = setting(
        True, FLAG, "A returned 5xx without an exception is an event, too."
    )
    capture_command_errors: bool = setting(
        False, FLAG, "CommandError and failing exits are warnings."
    )
    capture_shell: bool = setting(False, FLAG, "Errors typed in manage.py shell are events.")
    capture_logs: str = setting("", TEXT, "Send logs from this level on: WARNING.")
    slow_request_ms: float = setting(1000, AMOUNT, "A request beyond it is slow.")
    slow_query_ms: float = setting(500, AMOUNT, "A query beyond it is slow.")
    browser_dsn: str = setting(
        "", TEXT, "The DSN of the pages' own errors; empty: DSN.", "VITE_SENTRY_DSN"
    )
    n_plus_one: int = setting(10, NUMBER, "Like queries of one line that are N+1, in DEBUG.")
    announce: bool = setting(True, FLAG, "Tell the server once that the application started.")
    grouping: Grouping = section(Grouping, "How errors are grouped.", short="RULES")
    traces: Traces = section(Traces, "What is traced.")
    error_pages: ErrorPages = section(ErrorPages, "What error pages show.")
    feedback: Feedback = section(Feedback, "The form on error pages.")
    alerts: Alerts = section(Alerts, "Alerts of the application itself.")
    celery: Celery = section(Celery, "Tasks and schedules.")
    health: Health = section(Health, "Health and readiness.")
    metrics: Metrics = section(Metrics, "Prometheus.")
    spool: Spool = section(Spool, "Where events wait while the server is away.")
    folder: str = setting(
        "", TEXT, "Where the kit keeps files; empty: .seismo beside manage.py.", "SEISMO_FOLDER"
    )
    sdk: Mapping[str, Any] = setting({}, MAPPING, "Anything else that sentry_sdk.init takes.")


def every(table: type[Table] = Settings, prefix: str = "") -> list[tuple[str, Row]]:
    """All settings with their full keys, as `FEEDBACK.RATE`."""
    found: list[tuple[str, Row]] = []
    for name, row in table.rows.items():
        key = f"{prefix}{name.upper()}"
        found += every(row.table, f"{key}.") if row.table else [(key, row)]
    return found
