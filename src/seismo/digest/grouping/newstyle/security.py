"""Reports of browsers: what was violated, and whose resource did it."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from seismo.digest.grouping.components import Component, branch, leaf
from seismo.model.event import Databag, Event

_LOCAL_SCHEMES = ("data", "blob", "filesystem", "about")
_INLINE, _EVAL = "'unsafe-inline'", "'unsafe-eval'"
_LOCAL_SCRIPTS = {"inline": _INLINE, "eval": _EVAL, "wasm-eval": _EVAL}
_OWN_RESOURCE = ("", "self", "'self'")
_HOST_REPORTS = (
    ("hpkp", "public key pins", "hostname"),
    ("expectstaple", "Expect-Staple", "hostname"),
    ("expectct", "Expect-CT", "hostname"),
)


def security_component(event: Event) -> Component | None:
    """None when the event is no security report."""
    if event.csp is not None:
        return _csp(event.csp)
    for kind, label, field in _HOST_REPORTS:
        report: Databag | None = getattr(event, kind)
        if report is not None:
            host = _said(report, field)
            parts = [leaf("salt", "report", kind)]
            parts += [leaf("hostname", "host", host)] if host else []
            return branch(kind, label, parts)
    return None


def _csp(report: Databag) -> Component:
    directive = _directive(report)
    parts = [leaf("salt", "directive", directive)] if directive else []
    local = _local_script(report, directive)
    if local is not None:
        parts.append(leaf("violation", "kind of script", local))
    else:
        uri = _said(report, "blocked_uri")
        blocked = _blocked(uri, _said(report, "document_uri"))
        hint = None if blocked == uri else f"shortened from {uri}" if uri else None
        parts.append(leaf("uri", "blocked source", blocked, hint))
    return branch("csp", "Content-Security-Policy", parts)


def _said(report: Mapping[str, object], field: str) -> str:
    """A field under its name with underscores or, as browsers write it, with dashes."""
    value = report.get(field) or report.get(field.replace("_", "-"))
    return value.strip() if isinstance(value, str) else ""


def _directive(report: Databag) -> str:
    """The effective one; a browser that does not tell it begins the violated one with it."""
    named = _said(report, "effective_directive") or _said(report, "violated_directive")
    return named.partition(" ")[0]


def _local_script(report: Databag, directive: str) -> str | None:
    if not directive.startswith("script-src"):
        return None
    uri = _said(report, "blocked_uri")
    if uri in _LOCAL_SCRIPTS:
        return _LOCAL_SCRIPTS[uri]
    if uri not in _OWN_RESOURCE:
        return None
    violated = _said(report, "violated_directive")
    return next((kind for kind in (_INLINE, _EVAL) if kind in violated), None)


def _blocked(uri: str, document: str) -> str:
    if uri in _OWN_RESOURCE:
        return "'self'"
    scheme = uri.partition(":")[0].lower()
    if scheme in _LOCAL_SCHEMES:
        return scheme
    host = _host(uri)
    if host and host == _host(document):
        return "'self'"
    return host or uri


def _host(uri: str) -> str:
    try:
        return (urlsplit(uri).netloc).lower()
    except ValueError:
        return ""
