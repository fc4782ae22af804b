"""Why something was removed, in words."""

from django import template

from seismo.queries.scrubbing import Remark
from seismo.web.databag import reason

register = template.Library()


@register.filter
def because(remark: Remark) -> str:
    return reason(remark.rule, remark.type)
