"""What the usage page writes."""

from django import template

from seismo.model.outcome import DataCategory
from seismo.web.categories import NAMES

register = template.Library()


@register.filter
def category_name(category: DataCategory) -> str:
    return NAMES[category]
