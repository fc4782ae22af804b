"""The rows of the stream. In Python, because a page draws fifty of them, each with twenty values."""

from collections.abc import Iterable
from functools import cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from seismo.model.issue import Priority, Status, Substatus
from seismo.queries.stream import IssueRow
from seismo.queries.views import View
from seismo.web.templatetags.ui import ago, chip, exact, initials, level, num, spark

register = template.Library()

PLACE = "0"
"""Stands for the short id in the address that all rows share."""


QUIET = frozenset({View.RESOLVED, View.ARCHIVED})
"""Views in which no issue is open, so that none has to look as if it were not."""
STATES: dict[str, tuple[str, str]] = {
    Substatus.REGRESSED: ("Regressed", "warning"),
    Substatus.ESCALATING: ("Escalating", "error"),
}
BARS = {Priority.HIGH: 3, Priority.MEDIUM: 2, Priority.LOW: 1}


@register.simple_tag
def issue_rows(rows: Iterable[IssueRow], span: str, address: str, view: str) -> SafeString:
    """One `<li>` for each issue. No row says what the whole view says.

    `address` is the query string of the stream, so that the page of an issue knows where one comes from.
    """
    before, _, after = f"{reverse('issue', args=[PLACE])}?{address}".partition(PLACE)
    parts = (_row(row, f"{before}{row.short_id}{after}", span, view) for row in rows)
    return mark_safe("\n".join(parts))  # noqa: S308 -- each row escapes what it is made of


def _row(row: IssueRow, url: str, span: str, view: str) -> str:
    issue, users, seen = row.issue, row.activity.users, row.activity.events
    is_quiet = issue.status != Status.UNRESOLVED and view not in QUIET
    name = escape(row.short_id)
    culprit = f' <span class="muted">{escape(issue.culprit)}</span>' if issue.culprit else ""
    message = f'<span class="message">{escape(row.message)}</span>' if row.message else ""
    return (
        f"{'<li class=resolved-row>' if is_quiet else '<li>'}"
        f'<input type="checkbox" name="id" value="{name}" aria-label="Select {name}">'
        f'<div class="what"><a class="title" href="{escape(url)}">'
        f"<b>{escape(row.headline)}</b>{culprit}</a>"
        f'<p class="about">{level(issue.level)}{message}{_state(row, view)}'
        f'<span class="short">{name}</span></p></div>'
        f"{spark(row.activity.trend, span)}"
        f'<span class="num count" title="{exact(seen)} events">{num(seen)}</span>'
        f'<span class="num users muted" title="{exact(users)} users">{num(users)}</span>'
        f"{_priority(issue.priority)}{_assignee(row.assignee)}"
        f'<span class="when">{ago(issue.last_seen)}</span>'
        f'<span class="when first">{ago(issue.first_seen)}</span></li>'
    )


@cache
def _priority(priority: str) -> str:
    """Bars of which as many are full as the priority is high."""
    full = BARS[Priority(priority)]
    bars = "".join(
        f'<rect x="{place * 5}" y="{8 - place * 4}" width="3" height="{4 + place * 4}" rx="1"'
        f"{'' if place < full else ' class=off'}/>"
        for place in range(3)
    )
    label = f"{priority.capitalize()} priority"
    return (
        f'<svg class="priority {priority}" viewBox="0 0 13 12" width="13" height="12" role="img"'
        f' aria-label="{label}"><title>{label}</title>{bars}</svg>'
    )


def _assignee(name: str) -> str:
    if not name:
        return '<span class="avatar small nobody" title="Assigned to nobody"></span>'
    label = f"Assigned to {escape(name)}"
    letters = escape(initials(name.removeprefix("#")))
    return f'<span class="avatar small" role="img" aria-label="{label}" title="{label}">{letters}</span>'


def _state(row: IssueRow, view: str) -> str:
    issue = row.issue
    if issue.status == Status.RESOLVED:
        return "" if view == View.RESOLVED else chip("Resolved", "ok")
    if issue.status == Status.IGNORED:
        return "" if view == View.ARCHIVED else chip("Archived")
    if row.is_new:
        return chip("New", "info")
    text, kind = STATES.get(issue.substatus, ("", ""))
    return chip(text, kind) if text and view != issue.substatus else ""
