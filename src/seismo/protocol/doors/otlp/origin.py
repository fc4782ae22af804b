"""What is known of the application, as attributes of each of its spans and logs."""

from collections.abc import Mapping

from seismo.protocol.doors.otlp.telemetry import (
    Attributes,
    Values,
    attribute,
    attributes_of,
)

_SENTRY_NAMES = {
    "sentry.environment": ("deployment.environment.name", "deployment.environment"),
    "sentry.release": ("service.version",),
    "sentry.sdk.version": ("telemetry.sdk.version",),
}
"""Sentry's name for what the resource says -> OpenTelemetry's, the newest first."""
_PLATFORMS = {
    "dotnet": "csharp",
    "erlang": "elixir",
    "go": "go",
    "java": "java",
    "nodejs": "node",
    "php": "php",
    "python": "python",
    "ruby": "ruby",
    "swift": "cocoa",
    "webjs": "javascript",
}
"""Language of the OpenTelemetry SDK -> Sentry's platform."""


def origin_attributes(
    resource: Values, scope: Values, scope_name: str, scope_version: str
) -> Attributes:
    attributes = attributes_of(resource, "resource.")
    attributes |= attributes_of(scope, "instrumentation.")
    attributes |= attributes_of(_sentry_values(resource))
    if scope_name:
        attributes["instrumentation.name"] = attribute(scope_name)
    if scope_version:
        attributes["instrumentation.version"] = attribute(scope_version)
    return attributes


def _sentry_values(resource: Mapping[str, object]) -> Values:
    def text(name: str) -> str:
        value = resource.get(name)
        return value if isinstance(value, str) else ""

    values: Values = {
        name: next(filter(None, map(text, sources)), "") for name, sources in _SENTRY_NAMES.items()
    }
    language = text("telemetry.sdk.language")
    values["sentry.platform"] = _PLATFORMS.get(language, "")
    values["sentry.sdk.name"] = ".".join(filter(None, (text("telemetry.sdk.name"), language)))
    return {name: value for name, value in values.items() if value}
