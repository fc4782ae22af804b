"""Where senders that are no Sentry SDK send to: see docs/endpoints.md."""

from typing import NamedTuple

from django.conf import settings

from seismo.catalog.models import Project


class Endpoint(NamedTuple):
    label: str
    text: str
    """To be copied."""
    help: str


def endpoints_of(project: Project, public_key: str) -> list[Endpoint]:
    base = f"{settings.PUBLIC_URL.rstrip('/')}/api/{project.pk}"
    return [
        Endpoint(
            "OpenTelemetry",
            f"OTEL_EXPORTER_OTLP_ENDPOINT={base}/integration/otlp\n"
            f'OTEL_EXPORTER_OTLP_HEADERS="x-sentry-auth=sentry sentry_key={public_key}"\n'
            "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\n"
            "OTEL_METRICS_EXPORTER=none",
            "Traces and logs of any application that OpenTelemetry instruments.",
        ),
        Endpoint(
            "Content-Security-Policy",
            f"report-uri {base}/security/?sentry_key={public_key}",
            "What browsers block on your pages. Add it to the policy that you send.",
        ),
        Endpoint(
            "Cron check-in",
            f'curl -fsS "{base}/cron/MONITOR/{public_key}/?status=ok"',
            "At the end of a job, with the monitor's name in the address. "
            "A monitor is made by a check-in that tells its schedule.",
        ),
        Endpoint(
            "Minidump",
            f"{base}/minidump/?sentry_key={public_key}",
            "The upload address for Crashpad, Breakpad and Electron.",
        ),
    ]
