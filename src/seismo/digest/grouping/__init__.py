"""Which events are one bug: hashes, and the reasons for them."""

from seismo.digest.grouping.components import Component, Explanation, Grouping, Variant
from seismo.digest.grouping.in_app import mark_in_app
from seismo.digest.grouping.versions import LATEST, VERSIONS, explain, group

__all__ = [
    "LATEST",
    "VERSIONS",
    "Component",
    "Explanation",
    "Grouping",
    "Variant",
    "explain",
    "group",
    "mark_in_app",
]
