"""What a project is grouped by: a version, and the rules that people wrote for it."""

from functools import lru_cache

import msgspec

from seismo.digest.grouping.fingerprint_language import parse_fingerprint_rules
from seismo.digest.grouping.fingerprint_rules import FingerprintRules
from seismo.digest.grouping.rule_lines import Problem
from seismo.digest.grouping.stack_trace_language import parse_stack_trace_rules
from seismo.digest.grouping.stacks import BASE, StackTraceRules

PROJECTS_REMEMBERED = 128


class GroupingRules(msgspec.Struct, frozen=True):
    version: str
    stacks: StackTraceRules = BASE
    fingerprints: FingerprintRules = FingerprintRules()


class RuleProblems(msgspec.Struct, frozen=True):
    """The lines that cannot be read, in both texts of a project."""

    fingerprint: tuple[Problem, ...]
    stacktrace: tuple[Problem, ...]


def grouping_rules(version: str, fingerprint: str = "", stacktrace: str = "") -> GroupingRules:
    """The rules, read once for each text. A line that cannot be read is left out."""
    return GroupingRules(version, _stacks(stacktrace), _fingerprints(fingerprint))


def rule_problems(fingerprint: str, stacktrace: str) -> RuleProblems:
    return RuleProblems(
        parse_fingerprint_rules(fingerprint)[1], parse_stack_trace_rules(stacktrace)[1]
    )


@lru_cache(PROJECTS_REMEMBERED)
def _fingerprints(text: str) -> FingerprintRules:
    return FingerprintRules(parse_fingerprint_rules(text)[0])


@lru_cache(PROJECTS_REMEMBERED)
def _stacks(text: str) -> StackTraceRules:
    rules = parse_stack_trace_rules(text)[0]
    return StackTraceRules(rules, text) if rules else BASE
