"""What grouping rules look at, and what they answer."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from seismo_django.events.bind import chain_of


@dataclass(frozen=True, slots=True)
class Group:
    fingerprint: list[str]
    tags: dict[str, str] = field(default_factory=dict)
    """For search: an issue of one query type is found by its table."""


@dataclass(frozen=True, slots=True)
class Failure:
    exception: BaseException
    event: dict[str, Any]
    skip_modules: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        return type(self.exception).__name__

    @property
    def causes(self) -> Iterator[BaseException]:
        """The exception and what it was raised from."""
        return chain_of(self.exception)

    @property
    def transaction(self) -> str:
        """The route, the task or the command."""
        return str(self.event.get("transaction") or "")

    @property
    def frame(self) -> tuple[str, str]:
        """Module and function of the innermost frame of the application, without those to skip."""
        for value in reversed(self.event.get("exception", {}).get("values") or []):
            frames = (value.get("stacktrace") or {}).get("frames") or []
            for frame in reversed(frames):
                module = str(frame.get("module") or "")
                if frame.get("in_app") and not _is_within(module, self.skip_modules):
                    return module, str(frame.get("function") or "")
        return "", ""

    @property
    def function(self) -> str:
        """`shop.payments.charge`"""
        return ".".join(part for part in self.frame if part)


def _is_within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)
