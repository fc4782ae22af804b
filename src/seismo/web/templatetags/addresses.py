"""`{% url %}` without a search through all routes each time: a page names fifty addresses.

The address of a route is taken apart once, where its arguments stand, and put together with each page's own.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, zip_longest
from typing import Any

from django import template
from django.template import defaulttags
from django.template.base import Parser, Token
from django.template.context import Context
from django.urls import NoReverseMatch, reverse

register = template.Library()

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
"""Stands in an address, and in a page, as it is."""


@register.tag
def url(parser: Parser, token: Token) -> defaulttags.URLNode:
    node = defaulttags.url(parser, token)
    return node if node.kwargs else _Address(node.view_name, node.args, {}, node.asvar)


class _Address(defaulttags.URLNode):
    def render(self, context: Context) -> Any:
        values = [str(each.resolve(context)) for each in self.args]
        address = address_of(str(self.view_name.resolve(context)), values)
        if address is None:
            return super().render(context)
        if self.asvar:
            context[self.asvar] = address
            return ""
        return address


def address_of(name: str, values: Sequence[str]) -> str | None:
    """None where the address takes more than plain texts, or is given more."""
    pieces = _pieces(name, len(values))
    if pieces is None or not all(map(_PLAIN.fullmatch, values)):
        return None
    return "".join(chain.from_iterable(zip_longest(pieces, values, fillvalue="")))


@lru_cache(maxsize=512)
def _pieces(name: str, count: int) -> list[str] | None:
    """What stands before, between and behind the arguments."""
    marks = [f"-place-{number}-" for number in range(count)]
    try:
        address = reverse(name, args=marks)
    except NoReverseMatch:
        return None
    return re.split("|".join(marks), address) if marks else [address]
