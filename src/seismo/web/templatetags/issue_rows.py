"""The rows of the stream. In Python, because a page draws fifty of them, each with twenty values."""

from collections.abc import Iterable
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from seismo.model.issue import Status, Substatus
from seismo.queries.stream import IssueRow
from seismo.web.templatetags.ui import ago, chip, exact, level, num, spark

register = template.Library()

PLACE = "0"
"""Stands for the short id in the address that all rows share."""


@register.simple_tag
def issue_rows(
    rows: Iterable[IssueRow], span: str, address: str, *, all_resolved: bool
) -> SafeString:
    """One `<li>` for each issue. Where all are resolved, no row says that it is.

    `address` is the query string of the stream, so that the page of an issue knows where one comes from.
    """
    before, _, after = f"{reverse('issue', args=[PLACE])}?{address}".partition(PLACE)
    parts = (_row(row, f"{before}{row.short_id}{after}", span, all_resolved) for row in rows)
    return mark_safe("\n".join(parts))  # noqa: S308 -- each row escapes what it is made of


def _row(row: IssueRow, url: str, span: str, all_resolved: bool) -> str:
    issue, users, seen = row.issue, row.activity.users, row.events
    says_resolved = issue.status == Status.RESOLVED and not all_resolved
    opening = '<li class="resolved-row">' if says_resolved else "<li>"
    name = escape(row.short_id)
    culprit = f' <span class="muted">{escape(issue.culprit)}</span>' if issue.culprit else ""
    message = f'<span class="message">{escape(row.message)}</span>' if row.message else ""
    return (
        f"{opening}"
        f'<input type="checkbox" name="id" value="{name}" aria-label="Select {name}">'
        f'<div class="what"><a class="title" href="{escape(url)}">'
        f"<b>{escape(row.headline)}</b>{culprit}</a>"
        f'<p class="about">{level(issue.level)}{message}{_state(row, says_resolved)}'
        f'<span class="short">{name}</span></p></div>'
        f"{spark(row.activity.trend, span)}"
        f'<span class="num count" title="{exact(seen)} events">{num(seen)}</span>'
        f'<span class="num users muted" title="{exact(users)} users">{num(users)}</span>'
        f'<span class="when">{ago(issue.last_seen)}</span>'
        f'<span class="when first">{ago(issue.first_seen)}</span></li>'
    )


def _state(row: IssueRow, says_resolved: bool) -> str:
    if says_resolved:
        return chip("Resolved", "ok")
    if row.is_new:
        return chip("New", "info")
    return chip("Regressed", "warning") if row.issue.substatus == Substatus.REGRESSED else ""
