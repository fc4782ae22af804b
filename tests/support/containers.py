"""The files by which containers are built and started, read without an engine that does it."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
SHOP = REPOSITORY / "examples" / "shop"


@dataclass(frozen=True, slots=True)
class Dockerfile:
    path: Path
    steps: list[tuple[str, str]]
    """Instruction and the rest of its line, in order."""

    def all(self, instruction: str) -> list[str]:
        return [rest for name, rest in self.steps if name == instruction]

    def last(self, instruction: str) -> str:
        return self.all(instruction)[-1]

    def words(self, instruction: str) -> list[str]:
        """Of ENTRYPOINT, CMD or HEALTHCHECK in its JSON form; empty without one."""
        told = self.all(instruction)
        return list(json.loads(told[-1][told[-1].index("[") :])) if told else []

    @property
    def environment(self) -> dict[str, str]:
        """What ENV sets in the last stage, but what comes from an ARG."""
        begins = max(at for at, (name, _) in enumerate(self.steps) if name == "FROM")
        set_here = [rest.partition("=") for name, rest in self.steps[begins:] if name == "ENV"]
        return {name: value for name, _, value in set_here if not value.startswith("$")}

    @property
    def copied(self) -> list[str]:
        """What is copied from the context, by its path there."""
        told = [shlex.split(rest) for rest in self.all("COPY") if not rest.startswith("--from")]
        return [source for words in told for source in words[:-1]]


def dockerfile(path: Path) -> Dockerfile:
    text = re.sub(r"^#.*\n", "", path.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.strip().split(None, 1) for line in text.splitlines() if line.strip()]
    return Dockerfile(path, [(name, rest) for name, rest in lines])


def compose() -> dict[str, Any]:
    """The shop's compose file with its anchors resolved."""
    loaded: dict[str, Any] = yaml.safe_load((SHOP / "compose.yaml").read_text())
    return loaded
