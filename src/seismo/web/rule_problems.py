"""Lines of a settings page that are no rules, as the page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Problem(Protocol):
    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...

    @property
    def cause(self) -> str: ...

    @property
    def cure(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A line that is no rule, split where it stops being one."""

    problem: Problem
    before: str
    after: str


def problem_views(text: str, problems: Iterable[Problem]) -> list[ProblemView]:
    """The problems of the rules in a text, in their order."""
    lines = text.split("\n")
    return [
        ProblemView(
            problem,
            lines[problem.line - 1][: problem.column - 1],
            lines[problem.line - 1][problem.column - 1 :],
        )
        for problem in problems
    ]
