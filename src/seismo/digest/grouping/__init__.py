"""Which events are one bug: hashes, and the reasons for them."""

from seismo.digest.grouping.components import Component, Explanation, Grouping, Variant
from seismo.digest.grouping.in_app import mark_in_app
from seismo.digest.grouping.project_rules import (
    GroupingRules,
    RuleProblems,
    grouping_rules,
    rule_problems,
)
from seismo.digest.grouping.rule_lines import Problem
from seismo.digest.grouping.versions import (
    LATEST,
    VERSIONS,
    earlier_hashes,
    explain,
    group,
    rules_of,
)

__all__ = [
    "LATEST",
    "VERSIONS",
    "Component",
    "Explanation",
    "Grouping",
    "GroupingRules",
    "Problem",
    "RuleProblems",
    "Variant",
    "earlier_hashes",
    "explain",
    "group",
    "grouping_rules",
    "mark_in_app",
    "rule_problems",
    "rules_of",
]
