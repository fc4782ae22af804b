"""The documents say what the code does: reference pages, links, and every command of the README."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from support.app import App, TestProject

from seismo.catalog.models import Project
from seismo.cli.commands import app as commands_of_seismo
from seismo.config import SETTINGS, Setting
from seismo.model.outcome import Reason
from seismo.queries.outcomes import totals

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
EXAMPLE_DSN = "http://0123456789abcdef0123456789abcdef@127.0.0.1:9000/1"

_BLOCK = re.compile(r"^ *```(sh|python)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#]+)[^)]*\)")

SAFE_EQUIVALENTS: dict[str, tuple[str, ...]] = {
    "make serve": ("make", "--dry-run", "serve"),
    "make demo": ("make", "--dry-run", "demo"),
    "pip install sentry-sdk": (sys.executable, "-m", "pip", "install", "--no-index", "sentry-sdk"),
    f'.venv/bin/seismo send-test "{EXAMPLE_DSN}"': (
        sys.executable, "-m", "seismo", "send-test", EXAMPLE_DSN,
    ),
    ".venv/bin/seismo status": (sys.executable, "-m", "seismo", "status"),
    ".venv/bin/seismo event 0123456789abcdef0123456789abcdef": (
        sys.executable, "-m", "seismo", "event", "0123456789abcdef0123456789abcdef",
    ),
}  # fmt: skip
"""For every command of the README, what does the same here. The example's DSN becomes a real one."""


def blocks(language: str) -> list[str]:
    return [text for found, text in _BLOCK.findall(README) if found == language]


def commands() -> list[str]:
    return [line.strip() for block in blocks("sh") for line in block.splitlines()]


def documents() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def run(app: App, *words: str) -> "subprocess.CompletedProcess[str]":
    environ = {name: text for name, text in os.environ.items() if not name.startswith("SEISMO_")}
    return subprocess.run(
        words,
        cwd=ROOT,
        env={**environ, "SEISMO_DATA": str(app.data), "SEISMO_URL": app.url},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_reference_pages_are_what_the_code_says(app: App) -> None:
    done = run(app, sys.executable, "docs/reference/write.py", "--check")

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.field)
def test_a_setting_is_documented(setting: Setting) -> None:
    page = (ROOT / "docs/reference/settings.md").read_text()

    assert f"## `{setting.variable}`\n" in page


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_documented(reason: Reason) -> None:
    assert f"| `{reason}` |" in (ROOT / "docs/reference/outcomes.md").read_text()


def test_every_command_is_documented() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text()
    groups = [("", commands_of_seismo)] + [
        (f"{group.name} ", group.typer_instance) for group in commands_of_seismo.registered_groups
    ]
    names = [
        f"{prefix}{command.name or getattr(command.callback, '__name__', '')}"
        for prefix, group in groups
        if group is not None
        for command in group.registered_commands
    ]

    assert [name for name in names if f"## `seismo {name}`\n" not in page] == []


def test_every_word_of_make_is_documented() -> None:
    words = re.findall(r"^([a-z0-9]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    page = (ROOT / "CONTRIBUTING.md").read_text()

    assert [word for word in words if word != "help" and f"| `make {word}` |" not in page] == []


@pytest.mark.parametrize("document", documents(), ids=name_of)
def test_the_links_of_a_document_lead_somewhere(document: Path) -> None:
    targets = [link for link in _LINK.findall(document.read_text()) if "://" not in link]

    assert [link for link in targets if not (document.parent / link).exists()] == []


@pytest.mark.slow
@pytest.mark.parametrize("command", commands())
def test_a_command_of_the_readme_runs(app: App, project: TestProject, command: str) -> None:
    words = SAFE_EQUIVALENTS[command]

    done = run(app, *(project.dsn if word == EXAMPLE_DSN else word for word in words))

    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_lines_of_the_readme_connect_an_application(app: App, project: TestProject) -> None:
    (lines,) = blocks("python")
    crash = lines.replace(EXAMPLE_DSN, project.dsn) + "1 / 0\n"

    run(app, sys.executable, "-c", crash)
    app.wait_until_idle()

    assert totals(Project.objects.get(pk=project.id))["accepted"] == {"error": 1}
