"""What an operator sets up for OpenTelemetry: where to send, with which key, and what the service is."""

import os
from urllib.parse import urlsplit

from opentelemetry.sdk.resources import Resource

NOON = 1_735_732_800 * 10**9
"""Of the day on which every scenario happens, in unix nanoseconds: protobuf cannot be moved later."""
MILLISECOND = 10**6

dsn = urlsplit(os.environ["SCENARIO_DSN"])
base = f"{dsn.scheme}://{dsn.hostname}:{dsn.port}/api{dsn.path}/integration/otlp/v1"
headers = {"x-sentry-auth": f"sentry sentry_key={dsn.username}"}
resource = Resource.create(
    {
        "service.name": "shop",
        "service.version": "shop@1.2.3",
        "deployment.environment.name": "staging",
    }
)
