"""`{% load seismo %}`: what a project's own pages may show of the kit."""

from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from seismo_django import browser
from seismo_django.errors.facts import reference_of
from seismo_django.errors.style import nonce_of
from seismo_django.guard import guarded

register = template.Library()


@register.simple_tag(takes_context=True)
def seismo_reference(context: template.Context) -> str:
    """What a visitor names to the support: the event's id where there is one, else the request's."""
    told = context.get("event_id") or context.get("reference")
    request = context.get("request")
    return str(told or (reference_of(request) if request is not None else ""))


@register.inclusion_tag("seismo/errors/_feedback_form.html", takes_context=True)
def seismo_feedback_form(context: template.Context) -> dict[str, Any]:
    """The form of the error pages, in a page that the kit's handlers render."""
    names = ("feedback_url", "feedback_token", "written")
    return {name: context.get(name) for name in names}


@register.simple_tag
def seismo_wait(seconds: int) -> str:
    """`2 minutes`"""
    minutes = max(1, round(seconds / 60))
    return "a minute" if minutes == 1 else f"{minutes} minutes"


@register.simple_tag
def seismo_trace_meta() -> SafeString:
    """The two tags by which the browser's SDK goes on with the trace of this request."""
    found = browser.trace()
    tags = [format_html('<meta name="{}" content="{}">', *each) for each in found.items()]
    return mark_safe("\n".join(tags))  # noqa: S308 - each is escaped


@register.simple_tag(takes_context=True)
def seismo_browser(context: template.Context, sdk: str = "") -> SafeString:
    """Settings and trace for the browser's SDK; with the address of a bundle of it, also its start.

    No code stands in the page, so that a Content-Security-Policy needs no `unsafe-inline`. Without a DSN
    it is empty.
    """
    settings = browser.settings()
    if not settings:
        return SafeString("")
    request = context.get("request")
    nonce = nonce_of(request) if request is not None else ""
    parts = [seismo_trace_meta(), browser.data(settings)]
    if sdk:
        parts += [browser.script(address, nonce) for address in (sdk, browser.address())]
    return mark_safe("\n".join(filter(None, parts)))  # noqa: S308 - each is escaped


@register.simple_tag(takes_context=True)
def seismo_crumbs(context: template.Context) -> SafeString:
    """The script that makes clicks and forms breadcrumbs of the next error."""
    return _crumbs(context.get("request"))


@guarded(SafeString(""))
def _crumbs(request: Any) -> SafeString:
    """Nothing where the static files were not collected: a page must not fail for it."""
    nonce = nonce_of(request) if request is not None else ""
    return browser.script(static("seismo/crumbs.js"), nonce)
