"""Checks of what the settings and the environment say."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from seismo_django.checks.finding import Facts, Found, Problem
from seismo_django.conf.read import NOT_A_VALUE, variables_of
from seismo_django.conf.table import every
from seismo_django.destination import alerts_by_itself, is_dsn
from seismo_django.sampling import rules_of

_PLACEHOLDERS = ("your/webhook", "your-", "your_", "changeme", "xxxx", "<", "placeholder", "todo")
_SECRETS = (
    "SENTRY_DSN", "SENTRY_AUTH_TOKEN", "SENTRY_SLACK_WEBHOOK_URL", "SEISMO_DISCORD_WEBHOOK_URL",
    "SEISMO_PAGERDUTY_ROUTING_KEY", "SEISMO_ALERT_WEBHOOK_URL",
)  # fmt: skip
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def dsn(facts: Facts) -> Found:
    said = facts.loaded.settings.dsn
    if said and not is_dsn(said):
        yield Problem(
            "E001",
            "SENTRY_DSN cannot be read as a DSN, so nothing is sent.",
            "Copy it whole from the page Client keys of the project: https://KEY@HOST/NUMBER.",
        )


def values(facts: Facts) -> Found:
    yield from facts.loaded.problems
    _, wrong = rules_of(facts.loaded.settings.traces.rules)
    for sentence in wrong:
        yield Problem(NOT_A_VALUE, sentence, "Write a path, task:name or command:name and a rate.")


def privacy(facts: Facts) -> Found:
    own = facts.loaded.settings.sdk
    if "event_scrubber" in own and ("send_default_pii" in own or "data_collection" in own):
        yield Problem(
            "E005",
            "SEISMO['SDK'] holds event_scrubber beside send_default_pii or data_collection: "
            "newer SDKs then drop the scrubber.",
            "Say PRIVACY and SCRUB_KEYS; the kit scrubs everything that leaves.",
        )


def no_dsn(facts: Facts) -> Found:
    settings = facts.loaded.settings
    if facts.is_production and not settings.dsn:
        yield Problem(
            "W001",
            "There is no SENTRY_DSN in production.",
            "Set it, or ENVIRONMENT if this is none.",
        )


def debug_in_production(facts: Facts) -> Found:
    if facts.loaded.debug and facts.loaded.settings.environment == "production":
        yield Problem(
            "W002",
            "DEBUG is on in an environment that calls itself production.",
            "Switch DEBUG off, or let SENTRY_ENVIRONMENT say what this is.",
        )


def alert_rules(facts: Facts) -> Found:
    if not facts.loaded.settings.alerts.rules:
        return
    from seismo_django.alerts.plan import plan

    for sentence in plan(facts.loaded.settings).problems:
        yield Problem("E006", sentence, "Until it can be read, this rule alerts nobody.")


def release(facts: Facts) -> Found:
    if not facts.loaded.settings.release:
        yield Problem(
            "W005",
            "No release was found, so no error can be said to be new in one.",
            "Set SENTRY_RELEASE, or run manage.py seismo release --write-file when you build.",
        )


def trace_rate(facts: Facts) -> Found:
    if facts.is_production and facts.loaded.settings.traces.default >= 1:
        yield Problem(
            "W008",
            "Every request is traced in production.",
            "Set SENTRY_TRACES_SAMPLE_RATE to 0.1 or so; SEISMO['TRACES']['RULES'] for single paths.",
        )


def ignored_by_name(facts: Facts) -> Found:
    names = [
        one for one in facts.loaded.settings.sdk.get("ignore_errors", ()) if isinstance(one, str)
    ]
    if names:
        yield Problem(
            "W011",
            f"ignore_errors of SEISMO['SDK'] compares texts ({', '.join(names)}): subclasses slip through.",
            "Name the classes in SEISMO['IGNORE'], which counts what it ignores.",
        )


def conflicts(facts: Facts) -> Found:
    for key, told in every():
        said = {name: facts.environ[name] for name in variables_of(told) if facts.environ.get(name)}
        if len(set(said.values())) > 1:
            winner = next(iter(said))
            yield Problem(
                "W012",
                f"{', '.join(said)} say different things about {key}; {winner} wins.",
                "Keep one of them.",
            )


def placeholders(facts: Facts) -> Found:
    for name, text in _secrets(facts):
        if any(word in text.lower() for word in _PLACEHOLDERS):
            yield Problem("W014", f"{name} is a placeholder.", "Set the real value, or remove it.")


def _secrets(facts: Facts) -> Iterator[tuple[str, str]]:
    settings = facts.loaded.settings
    spoken = {
        "SENTRY_DSN": settings.dsn,
        "SENTRY_SLACK_WEBHOOK_URL": settings.alerts.slack_webhook_url,
    }
    said = {name: facts.environ.get(name, "") for name in _SECRETS}
    for name, text in (said | {name: text for name, text in spoken.items() if text}).items():
        if text:
            yield name, text


def plain_http(facts: Facts) -> Found:
    address = urlsplit(facts.loaded.settings.dsn)
    if address.scheme == "http" and address.hostname not in _LOOPBACK:
        yield Problem(
            "W019",
            f"The DSN leads to {address.hostname} over plain http.",
            "Use https, unless that network is yours alone.",
        )


def local_alerts(facts: Facts) -> Found:
    from django.conf import settings

    if facts.loaded.settings.dsn or not alerts_by_itself(facts.loaded.settings):
        return
    if not _is_shared(str(settings.CACHES["default"]["BACKEND"])):
        yield Problem(
            "W016",
            "Local alerts count in the cache, and this one is not shared: each process counts alone.",
            "Set CACHES to Redis, Memcached or the database.",
        )


def cache_of_many(facts: Facts) -> Found:
    from django.conf import settings

    workers = facts.environ.get("WEB_CONCURRENCY", "")
    if (
        workers.isdigit()
        and int(workers) > 1
        and not _is_shared(str(settings.CACHES["default"]["BACKEND"]))
    ):
        yield Problem(
            "W015",
            f"{workers} workers have a cache each: limits and numbers hold for one process only.",
            "Set CACHES to Redis, Memcached or the database.",
        )


def _is_shared(backend: str) -> bool:
    return not backend.endswith(("LocMemCache", "DummyCache"))


SERIOUS = (dsn, values, privacy, alert_rules)
OF_DEPLOYMENT = (
    no_dsn, debug_in_production, release, trace_rate, ignored_by_name, conflicts, placeholders,
    plain_http, local_alerts, cache_of_many,
)  # fmt: skip
