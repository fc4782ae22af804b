"""The tags of the event page. In Python, because a page draws hundreds of these values."""

from collections.abc import Sequence
from itertools import groupby

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from seismo.catalog.models import Comment
from seismo.digest.grouping import Component
from seismo.web.activity import said_in
from seismo.web.databag import Shown
from seismo.web.stacktrace import FrameView

register = template.Library()

USER_LABELS = {
    "id": "User id",
    "email": "User mail",
    "username": "User name",
    "ip_address": "IP address",
}

LONG_RUN = 3


@register.simple_tag
def value(item: Shown) -> SafeString:
    """One value: marked when it was removed, cut with a "more" when it is long."""
    because = (
        format_html('<span class="because" title="{}">{}</span>', item.rules, item.because)
        if item.because
        else ""
    )
    if item.is_removed:
        return format_html('<span class="removed">{}</span>{}', item.text, because)
    if item.beginning:
        return format_html(
            '<details class="long"><summary><span>{}…</span> <b class="more">more</b>'
            '<b class="less">less</b></summary><pre tabindex="0">{}</pre></details>{}',
            item.beginning,
            item.text,
            because,
        )
    return format_html('<span class="value-text">{}</span>{}', item.text, because)


@register.simple_tag
def values(items: Sequence[Shown], classes: str = "mono-values") -> SafeString:
    """A list of names and values."""
    rows = format_html_join(
        "", "<dt>{}</dt><dd>{}</dd>", ((item.name, value(item)) for item in items)
    )
    return format_html('<dl class="kv {}">{}</dl>', classes, rows)


@register.simple_tag
def source_lines(frame: FrameView) -> SafeString:
    """The lines around the place of a frame, each with an address of its own."""
    return mark_safe(  # noqa: S308 -- the code is safe HTML, the anchor is ours
        "".join(
            f'<div class="line{" hit" if line.is_hit else ""}" id="{frame.anchor}L{line.number}">'
            f'<a href="#{frame.anchor}L{line.number}" tabindex="-1">{line.number}</a>'
            f"<code>{line.code}</code></div>"
            for line in frame.lines
        )
    )


@register.simple_tag
def comment_text(comment: Comment) -> SafeString:
    return said_in(comment)


@register.filter
def user_label(name: str) -> str:
    """What stands before a fact about the user of an event."""
    return USER_LABELS.get(name, f"User {name}")


@register.filter
def ticked(text: str) -> SafeString:
    """What stands between backticks, as code."""
    pieces = text.split("`")
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<code>{}</code>", piece) if number % 2 else piece,)
            for number, piece in enumerate(pieces)
        ),
    )


@register.simple_tag
def component(part: Component) -> SafeString:
    """A part of a grouping hash, with the parts it is made of. Used leaves share a line."""
    hint = format_html(' <span class="muted">({})</span>', part.hint) if part.hint else ""
    if not part.contributes and not part.children:
        return format_html('<li class="unused">{}{}</li>', _named(part), hint)
    if any(child.children for child in part.children):
        runs = groupby(part.children, key=lambda child: None if child.contributes else child.hint)
        inside = format_html_join("", "{}", ((_run(list(same)),) for _, same in runs))
        kind = "used" if part.contributes else "unused"
        return format_html('<li class="{}">{}{}<ul>{}</ul></li>', kind, _named(part), hint, inside)
    if not part.contributes:
        return format_html('<li class="unused">{}{}</li>', _named(part), hint)
    leaves = [_hinted(child) for child in part.children if child.contributes]
    line = format_html_join(" · ", "{}", ((text,) for text in leaves))
    return format_html("<li>{}{}</li>", line or _named(part), hint)


def _run(parts: Sequence[Component]) -> SafeString:
    """Parts that follow each other and are left out for one reason take one line."""
    shown = format_html_join("", "{}", ((component(part),) for part in parts))
    if parts[0].contributes or len(parts) < LONG_RUN:
        return shown
    return format_html(
        '<li class="unused"><details class="fold"><summary>{} {}s ({})</summary>'
        "<ul>{}</ul></details></li>",
        len(parts),
        parts[0].id,
        parts[0].hint or "not used",
        shown,
    )


def _hinted(part: Component) -> SafeString:
    if not part.hint:
        return _named(part)
    return format_html('<span title="{}">{}</span>', part.hint, _named(part))


def _named(part: Component) -> SafeString:
    codes = format_html_join("", " <code>{}</code>", ((text,) for text in part.values))
    return format_html("{}{}", part.label, codes)
